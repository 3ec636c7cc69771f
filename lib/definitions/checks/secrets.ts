import type { Diagnostic } from '../../model/plan.ts';
import { parseTemplate } from '../../model/template.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck, ValuePath } from '../types.ts';
import { correctLine, rawAt, texts } from './draft-tools.ts';
import { isSecretHeader, isSecretName, looksRandom, tokenIn } from './secret-shapes.ts';
import { plural } from './words.ts';

/** A secret found in clear. */
interface Found {
  readonly code: string;
  readonly path: ValuePath;
  readonly what: string;
  /** The secret text itself, never printed. */
  readonly secret: string;
  /** What the parameter would be called, below the probe's name. */
  readonly field: string;
}

/** Secrets in a file end up in a repository, in logs and in everybody's clone: they are named, not written. */
export const checkSecrets: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    for (const [text, path] of texts(draft.raw)) {
      const found = secretAt(text, path, draft);
      if (found) yield report(draft, found);
    }
  }
};

function secretAt(text: string, path: ValuePath, draft: Draft): Found | undefined {
  const known = tokenIn(text);
  if (known === 'a private key') return { code: 'PW3704', path, what: known, secret: text, field: 'key' };
  const written = inRequest(text, path, draft) ?? inTarget(text, path);
  if (written) return known ? { ...written, what: `${written.what} (${known})` } : written;
  if (!known || hasReference(text)) return undefined;
  return { code: 'PW3705', path, what: known, secret: longestWord(text), field: 'token' };
}

/** Headers, authentication and body fields of the kind's own settings. */
function inRequest(text: string, path: ValuePath, draft: Draft): Found | undefined {
  const { kind } = draft.probe;
  const at = path[0] === 'steps' ? 2 : 0;
  if (path[at] !== kind || hasReference(text) || text === '') return undefined;
  const inner = path.slice(at + 1).map(String);
  const name = inner.at(-1) ?? '';
  if (inner[0] === 'headers') return inHeader(text, path, inner, draft);
  if (name === 'bearer') return { code: 'PW3702', path, what: 'A bearer token', secret: text, field: 'token' };
  if (inner.includes('basic') || inner[0] === 'auth') {
    return name === 'password'
      ? { code: 'PW3702', path, what: 'A password', secret: text, field: 'password' }
      : undefined;
  }
  if (inner[0] === 'dialogue') return inDialogue(text, path);
  const field = isSecretName(name);
  if (!field || (!/pass|pwd/i.test(name) && !looksRandom(text))) return undefined;
  return { code: 'PW3706', path, what: `The field '${name}'`, secret: text, field: slug(name) };
}

function inHeader(text: string, path: ValuePath, inner: readonly string[], draft: Draft): Found | undefined {
  const name = /^\d+$/.test(inner.at(-1) ?? '') ? pairName(draft, path) : (inner.at(-1) ?? '');
  if (name === undefined || !isSecretHeader(name, text)) return undefined;
  const secret = /^(?:Bearer|Basic|Token|ApiKey|Key)\s+(.+)$/i.exec(text)?.[1] ?? text;
  return { code: 'PW3701', path, what: `The header ${name}`, secret, field: slug(name) };
}

/** The name beside a value, where headers are a list of pairs. */
function pairName(draft: Draft, path: ValuePath): string | undefined {
  if (path.at(-1) !== 1) return undefined;
  const before = [...path.slice(0, -1), 0].join('\0');
  for (const [text, at] of texts(draft.raw)) if (at.join('\0') === before) return text;
  return undefined;
}

function inDialogue(text: string, path: ValuePath): Found | undefined {
  const secret = /^(?:PASS|AUTH(?:\s+PLAIN)?|LOGIN\s+\S+)\s+(\S+)\s*$/i.exec(text)?.[1];
  return secret ? { code: 'PW3706', path, what: 'The dialogue', secret, field: 'password' } : undefined;
}

/** `https://user:password@host` and `?token=…`. */
function inTarget(text: string, path: ValuePath): Found | undefined {
  if (path.at(-1) !== 'target' && path.at(-1) !== 'path') return undefined;
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#@]+)@/i.exec(text)?.[1];
  if (password && !hasReference(password)) {
    return { code: 'PW3703', path, what: 'The password in the target', secret: password, field: 'password' };
  }
  for (const [, name = '', value = ''] of text.matchAll(/[?&]([^=&#]+)=([^&#]*)/g)) {
    if (!isSecretName(name) || hasReference(value) || !looksRandom(value)) continue;
    return { code: 'PW3706', path, what: `The parameter '${name}'`, secret: value, field: slug(name) };
  }
  return undefined;
}

function report(draft: Draft, { code, path, what, secret, field }: Found): Diagnostic {
  const reference = `\${secret:${draft.probe.name}/${field}}`;
  const origin = draft.locate(path);
  const whole = String(rawAt(draft, path));
  const corrected =
    correctLine(
      origin,
      whole,
      whole.replace(secret, () => reference),
    ) ?? correctLine(origin, secret, reference);
  const variable = `PROBEWRIGHT_SECRET_${`${draft.probe.name}/${field}`.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
  const { line: _, ...found } = findingAt(code, draft, path, {
    message: `${upperFirst(what)} is written in clear; it would be in the repository, in every clone and in the plan.`,
    given: `${plural(secret.length, 'character')}, not shown`,
    allowed: 'a reference: ${secret:NAME}',
    ...(corrected && { corrected }),
    remedy: `Write ${reference} in its place, and the value into .env as ${variable}=… (in AWS: into the SSM parameter of that name). Then replace the old value where it is accepted: it has been seen.`,
  });
  const line = origin.line?.replaceAll(new RegExp(`(?<!\\w)${RegExp.escape(secret)}(?!\\w)`, 'g'), '•••');
  return line === undefined ? found : { ...found, line };
}

function hasReference(text: string): boolean {
  return parseTemplate(text).parts.some((part) => 'ref' in part);
}

function longestWord(text: string): string {
  return text.split(/\s+/).reduce((best, word) => (word.length > best.length ? word : best), '');
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
