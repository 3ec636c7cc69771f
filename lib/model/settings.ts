import type { Pattern } from './assertion.ts';

/**
 * The settings of each kind, as a plan carries them: everything filled in, durations in milliseconds, sizes in bytes.
 * Strings marked «template» may hold `${…}` that is known only at run time (see template.ts): captures, `secret:`,
 * `timestamp`, `random`. All else was resolved at compile time.
 */
export interface SettingsByKind {
  readonly http: HttpSettings;
  readonly tcp: TcpSettings;
  readonly tls: TlsKindSettings;
  readonly dns: DnsSettings;
}
export type ProbeKind = keyof SettingsByKind;
export const KINDS = ['http', 'tcp', 'tls', 'dns'] as const satisfies readonly ProbeKind[];

/**
 * Which address of a name is tried; always exactly one. `ip4` and `ip6` demand the family, the `prefer-` forms fall
 * back to the other one.
 * @default 'prefer-ip4'
 */
export type AddressFamily = 'ip4' | 'ip6' | 'prefer-ip4' | 'prefer-ip6';

export interface TlsSettings {
  /** PEM text of the authorities to trust instead of the system's. */
  readonly ca?: string;
  /** The name sent (SNI) and checked. Default: the target's host. */
  readonly serverName?: string;
  /** PEM text of the client certificate (and chain); comes with `key`. */
  readonly certificate?: string;
  /** PEM text of the client's key; template, since it is a secret. */
  readonly key?: string;
  /** Whether chain and name are verified. @default true */
  readonly verify: boolean;
  /** @default 'TLSv1.2' */
  readonly minVersion: TlsVersion;
  /** @default 'TLSv1.3' */
  readonly maxVersion: TlsVersion;
}
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** Ordered, names as written; a name may stand twice. Values are templates. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Strings inside are templates, expanded before the body is encoded, so that a quote in a secret cannot break it. */
export type RequestBody =
  | { readonly text: string }
  | { readonly json: Json }
  | { readonly form: readonly (readonly [name: string, value: string])[] };

export interface HttpSettings {
  /** Joined to the target by the URL rules; template. Default: the target itself. */
  readonly path?: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body?: RequestBody;
  /** How many redirects are followed; 0 means that the first response is judged. @default 10 */
  readonly maxRedirects: number;
  readonly auth?:
    | { readonly basic: { readonly username: string; readonly password: string } }
    | { readonly bearer: string };
  /** The content encoding to ask for and to undo before the body is judged; without it the body is judged as it came. */
  readonly compression?: 'gzip' | 'br' | 'deflate' | 'identity';
  /**
   * Which hosts are told of the run's trace, in `traceparent` (W3C Trace Context); `own` is the target's. Lower case, without port;
   * `*.shop.example` is every host below it. Absent: none.
   */
  readonly traceHosts?: 'own' | readonly string[];
  /** Most bytes of a body that are read, after decompression; more is `body_too_large`. @default 10 MiB */
  readonly maxBodyBytes: number;
  readonly addressFamily: AddressFamily;
  readonly tls: TlsSettings;
}

/** One move of a dialogue; the moves happen in order. */
export type DialogueMove =
  /** Template, written followed by the dialogue's `newline`; `${1}` … stand for groups of the last match. */
  | { readonly send: string }
  /** Lines are read until one matches. `labels` become `probe_expect_info`; their values may use `${1}`. */
  | { readonly expect: Pattern; readonly labels?: Readonly<Record<string, string>> }
  /** Exactly these bytes (UTF-8 of the text) must come next. */
  | { readonly expectBytes: string }
  | { readonly startTls: true };

export interface TcpSettings {
  /** TLS from the first byte when `secure`; also used by a `startTls` move. */
  readonly secure: boolean;
  readonly tls: TlsSettings;
  readonly dialogue: readonly DialogueMove[];
  /** What follows each `send`. @default 'lf' (as blackbox_exporter) */
  readonly newline: 'lf' | 'crlf' | 'none';
  /** @default 64 KiB */
  readonly maxReadBytes: number;
  readonly addressFamily: AddressFamily;
}

export interface TlsKindSettings extends TlsSettings {
  /** The protocol's own words before the handshake. */
  readonly startTls?: 'smtp' | 'imap' | 'pop3';
  readonly addressFamily: AddressFamily;
}

export interface DnsSettings {
  /** The name asked for; template. */
  readonly query: string;
  /** A record type by name (`A`, `HTTPS`, `TYPE65`). @default 'A' */
  readonly type: string;
  /** @default 'IN' */
  readonly class: 'IN' | 'CH' | 'HS' | 'ANY';
  /** `udp` asks again over TCP when the answer is truncated and `retryOverTcp` is on; `tls` is DNS over TLS. @default 'udp' */
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** @default true */
  readonly retryOverTcp: boolean;
  /** @default true */
  readonly recursion: boolean;
  readonly tls: TlsSettings;
  readonly addressFamily: AddressFamily;
}
