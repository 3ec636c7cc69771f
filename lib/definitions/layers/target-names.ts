import { createHash } from 'node:crypto';
import type { Known } from './scope.ts';

/** One target, with the labels that came along. */
export interface Target {
  readonly value: string;
  readonly labels: Readonly<Record<string, string>>;
}

const MOST_SLUG = 48;
const STANDARD_PORTS: ReadonlyMap<string, string> = new Map([
  ['http', '80'],
  ['https', '443'],
]);

/** `https://Shop.example:8443/a` → `shop-example-8443-a`: a piece of a probe's name. A long one is cut, and keeps a hash. */
function slugOf(target: string): string {
  const slug = target
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^@/]*@/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (slug !== '' && slug.length <= MOST_SLUG) return slug;
  const hash = createHash('sha256').update(target).digest('hex').slice(0, 6);
  return slug === '' ? hash : `${slug.slice(0, MOST_SLUG - 7)}-${hash}`;
}

/** Host and port of a URL, `host:port`, `[ip6]:port` or a bare host; the port of a URL may be its scheme's. */
function hostAndPort(target: string): { readonly host: string; readonly port: string } {
  const [, scheme = '', , authority = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^@/]*@)?([^/?#]*)/i.exec(target) ?? [];
  const [, bracketed, plainHost = '', port = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(authority) ?? [];
  const standard = STANDARD_PORTS.get(scheme.toLowerCase()) ?? '';
  // Several colons without brackets: an IPv6 address.
  const host = bracketed ?? (plainHost || authority);
  return { host, port: port || standard };
}

/** What `${target.…}` stands for. */
export function targetNames({ value, labels }: Target): Map<string, Known> {
  const { host, port } = hostAndPort(value);
  return new Map<string, Known>([
    ['target', { value }],
    ['target.value', { value }],
    ['target.slug', { value: slugOf(value) }],
    ['target.host', { value: host }],
    ['target.port', { value: port }],
    ...Object.entries(labels).map(([name, text]) => [`target.labels.${name}`, { value: text }] as const),
  ]);
}
