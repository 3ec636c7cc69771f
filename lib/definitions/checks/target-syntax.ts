import { isIPv6 } from 'node:net';
import { closest } from '../../model/closest.ts';
import type { ProbeKind } from '../../model/settings.ts';

/** What is wrong with a target, and the target that was probably meant. */
export interface TargetProblem {
  readonly message: string;
  readonly suggestion?: string;
}

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

function missingScheme(target: string): TargetProblem {
  const slashes = /^(https?)[:;]?\/*(.+)$/i.exec(target);
  const [, scheme = '', rest = ''] = slashes && /^https?[:;/]/i.test(target) ? slashes : [];
  const suggestion = scheme ? `${scheme.toLowerCase()}://${rest}` : `https://${target.replace(/^\/+/, '')}`;
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

const USUAL_PORTS: readonly (readonly [named: RegExp, port: number])[] = [
  [/^(?:smtp|mail|mx)/i, 25],
  [/^imap/i, 143],
  [/^(?:ssh|git|sftp)/i, 22],
  [/^(?:db|postgres|pg)/i, 5432],
  [/^redis/i, 6379],
];

/** HOST or HOST:PORT. Suggestions are of the same form. */
function authorityProblem(
  authority: string,
  portOptional: boolean,
  kind: ProbeKind = 'http',
): TargetProblem | undefined {
  if (authority.startsWith('[') && !authority.includes(']'))
    return { message: 'A [ is opened in the target and never closed.' };
  const colons = authority.split(':').length - 1;
  if (!authority.startsWith('[') && colons > 1) {
    // Without a port nothing is ambiguous; in a URL the brackets are the rule all the same.
    return portOptional && kind !== 'http' && isIPv6(authority) ? undefined : bareIpv6(authority, portOptional);
  }
  const [, host = '', , port] = /^(\[[^\]]*\]|[^:]*)(:(.*))?$/s.exec(authority) ?? [];
  if (host === '') return { message: 'The target has no host.' };
  if (port === undefined && !portOptional) {
    const usual = USUAL_PORTS.find(([named]) => named.test(host))?.[1] ?? 443;
    return { message: 'The target has no port.', suggestion: `${host}:${usual}` };
  }
  return portProblem(host, port) ?? hostProblem(host);
}

function bareIpv6(authority: string, portOptional: boolean): TargetProblem {
  const message = 'An IPv6 address in a target stands in brackets.';
  if (isIPv6(authority)) return { message, suggestion: `[${authority}]${portOptional ? '' : ':22'}` };
  const last = authority.lastIndexOf(':');
  const host = authority.slice(0, last);
  return isIPv6(host)
    ? { message, suggestion: `[${host}]${authority.slice(last)}` }
    : { message: 'The target has more than one port.' };
}

function portProblem(host: string, port: string | undefined): TargetProblem | undefined {
  if (port === undefined) return undefined;
  if (port === '') return { message: 'The target has a colon, but no port.', suggestion: host };
  if (!/^\d+$/.test(port)) return { message: `The port '${port}' is not a number.` };
  if (Number(port) < 1 || Number(port) > 65_535) return { message: `The port ${port} is not between 1 and 65535.` };
  return undefined;
}

function hostProblem(host: string): TargetProblem | undefined {
  if (host.startsWith('[')) {
    const address = host.slice(1, -1).replace(/%.*$/, '');
    return isIPv6(address) ? undefined : { message: `'${address}' is not an IPv6 address.` };
  }
  if (/^[\d.]+$/.test(host)) {
    const octets = host.split('.');
    const right = octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255);
    return right ? undefined : { message: `'${host}' is not an IPv4 address (four numbers from 0 to 255).` };
  }
  const wrong = /[^\p{L}\p{N}\p{M}._-]/u.exec(host)?.[0];
  if (wrong) return { message: `The host '${host}' contains '${wrong}', which no host name can.` };
  const labels = host.replace(/\.$/, '').split('.');
  if (labels.includes(''))
    return { message: `The host '${host}' has a dot too many.`, suggestion: labels.filter(Boolean).join('.') };
  if (host.length > 253 || labels.some((label) => label.length > 63)) {
    return { message: 'The host is longer than a name can be (63 characters between dots, 253 in all).' };
  }
  return undefined;
}
