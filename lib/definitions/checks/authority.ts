import { isIPv6 } from 'node:net';
import type { ProbeKind } from '../../model/settings.ts';

/** What is wrong with a target, and the target that was probably meant. */
export interface TargetProblem {
  readonly message: string;
  readonly suggestion?: string;
}

const USUAL_PORTS: readonly (readonly [named: RegExp, port: number])[] = [
  [/^(?:smtp|mail|mx)/i, 25],
  [/^imap/i, 143],
  [/^(?:ssh|git|sftp)/i, 22],
  [/^(?:db|postgres|pg)/i, 5432],
  [/^redis/i, 6379],
];

/** HOST or HOST:PORT. Suggestions are of the same form. */
export function authorityProblem(
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
    // A guess would be green and look at the wrong service.
    const usual = USUAL_PORTS.find(([named]) => named.test(host))?.[1];
    if (usual !== undefined) return { message: 'The target has no port.', suggestion: `${host}:${usual}` };
    return {
      message: `The target has no port, and tcp has no usual one: write ${host}:22 for SSH, ${host}:5432 for PostgreSQL and so on.`,
    };
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
