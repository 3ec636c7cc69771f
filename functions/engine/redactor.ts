import type { KnownSecrets } from './known-secrets.ts';

/** Replaces what must not be read. Knows the values of one run only. */
export interface Redactor {
  /** From now on the value is replaced, in every form in which it may be echoed. */
  add(value: string): Promise<void>;
  /** Idempotent. `cutOff` says that the text was cut somewhere, so that it may end in half a secret; before a `…` it may anyway. */
  redact(text: string, cutOff?: boolean): string;
}

export function createRedactor(): Redactor {
  let known: KnownSecrets | undefined;
  return {
    async add(value) {
      if (value === '') return;
      // Loaded with the first secret: many shards have none.
      const { createKnownSecrets } = await import('./known-secrets.ts');
      known ??= createKnownSecrets();
      known.add(value);
    },
    redact: (text, cutOff = false) => known?.redact(text, cutOff) ?? text,
  };
}

/** Headers whose values are credentials of somebody, secret of ours or not. */
const HIDDEN_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'authentication-info',
  'x-api-key',
  'x-auth-token',
  'x-amz-security-token',
]);

export function isHiddenHeader(name: string): boolean {
  return HIDDEN_HEADERS.has(name.toLowerCase());
}
export const HIDDEN = '<hidden>';
