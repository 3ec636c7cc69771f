import { closest } from '../../model/closest.ts';
import type { ProbeKind } from '../../model/settings.ts';
import { authorityProblem, type TargetProblem } from './authority.ts';

interface Form {
  readonly allowed: string;
  readonly example: string;
  /** Whether the port may be left out, and what it is then. */
  readonly defaultPort?: number;
}

/** What a target looks like, by kind. */
export const TARGET_FORMS: Readonly<Record<ProbeKind, Form>> = {
  http: { allowed: 'a URL that begins with https:// or http://', example: 'https://shop.example/' },
  tcp: { allowed: 'HOST:PORT', example: 'shop.example:22' },
  tls: { allowed: 'HOST or HOST:PORT', example: 'shop.example:443', defaultPort: 443 },
  dns: { allowed: 'the DNS server to ask, HOST or HOST:PORT', example: '192.0.2.53', defaultPort: 53 },
};

/** Which kind probes what such a URL names. */
const KIND_OF_SCHEME: Readonly<Record<string, ProbeKind>> = {
  http: 'http',
  https: 'http',
  tcp: 'tcp',
  udp: 'dns',
  tls: 'tls',
  ssl: 'tls',
  dns: 'dns',
};

/** Judges a target that holds no `${…}`. */
export function findTargetProblem(kind: ProbeKind, target: string): TargetProblem | undefined {
  const spaces = /\s/.exec(target);
  if (target.trim() === '') return { message: 'The target is empty.', suggestion: TARGET_FORMS[kind].example };
  if (spaces) return spaceProblem(kind, target);
  return kind === 'http' ? urlProblem(target) : hostPortProblem(kind, target);
}

function spaceProblem(kind: ProbeKind, target: string): TargetProblem {
  const trimmed = target.trim();
  const suggestion = kind === 'http' ? trimmed.replaceAll(/\s/g, '%20') : trimmed.replaceAll(/\s/g, '');
  return { message: 'The target contains a space.', suggestion };
}

function urlProblem(target: string): TargetProblem | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(target)?.[1]?.toLowerCase();
  if (scheme === undefined) return missingScheme(target);
  if (scheme !== 'http' && scheme !== 'https') return wrongScheme(scheme, target);
  const [, authority = '', rest = ''] = /^[^:]+:\/\/([^/?#]*)(.*)$/s.exec(target) ?? [];
  const at = authority.lastIndexOf('@') + 1;
  const problem = authorityProblem(authority.slice(at), true);
  if (problem) {
    const fixed = problem.suggestion;
    const { suggestion: _, ...kept } = problem;
    return fixed === undefined ? kept : { ...kept, suggestion: `${scheme}://${authority.slice(0, at)}${fixed}${rest}` };
  }
  return URL.canParse(target) ? undefined : { message: 'The target is not a URL.' };
}

/** This very machine, where hardly anybody speaks TLS. */
const LOOPBACK = /^(?:(?:[^/:]+\.)?localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])(?=[:/?#]|$)/i;

function missingScheme(target: string): TargetProblem {
  const slashes = /^(https?)[:;]?\/*(.+)$/i.exec(target);
  const [, scheme = '', rest = ''] = slashes && /^https?[:;/]/i.test(target) ? slashes : [];
  const bare = target.replace(/^\/+/, '');
  const likely = LOOPBACK.test(bare) ? 'http' : 'https';
  const suggestion = scheme ? `${scheme.toLowerCase()}://${rest}` : `${likely}://${bare}`;
  return { message: 'The target has no https:// or http:// in front.', suggestion };
}

function wrongScheme(scheme: string, target: string): TargetProblem {
  const rest = target.slice(target.indexOf('://'));
  const meant = closest(scheme, ['http', 'https']);
  if (meant) return { message: `There is no scheme ${scheme}://.`, suggestion: meant + rest };
  const kind = KIND_OF_SCHEME[scheme];
  if (kind) return { message: `A target with ${scheme}:// is not of kind http; «kind: ${kind}» probes it.` };
  return { message: `The scheme ${scheme}:// cannot be probed by kind http.` };
}

function hostPortProblem(kind: ProbeKind, target: string): TargetProblem | undefined {
  const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(target);
  if (url) return urlForHostPort(kind, (url[1] ?? '').toLowerCase(), url[2] ?? '');
  const path = target.search(/[/?#]/);
  if (path >= 0) return { message: 'The target has a path.', suggestion: target.slice(0, path) };
  if (target.includes('@'))
    return { message: 'The target has userinfo.', suggestion: target.slice(target.lastIndexOf('@') + 1) };
  return authorityProblem(target, TARGET_FORMS[kind].defaultPort !== undefined, kind);
}

function urlForHostPort(kind: ProbeKind, scheme: string, authority: string): TargetProblem {
  const port = { https: ':443', http: ':80' }[scheme] ?? '';
  const bare = /:\d+$/.test(authority) ? authority : authority + port;
  const other = KIND_OF_SCHEME[scheme];
  const hint = other && other !== kind ? ` (to probe the URL, write «kind: ${other}»)` : '';
  return { message: `The target of kind ${kind} takes no ${scheme}:// in front${hint}.`, suggestion: bare };
}
