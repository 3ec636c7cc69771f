import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './command.ts';

/** A definitions folder made for addresses given on the command line. */
export interface UrlDefinitions {
  readonly folder: string;
  readonly names: readonly string[];
  remove(): void;
}

/** `test https://…` needs no file: one is written to a temporary folder, so that an address is checked as any definition is. */
export function definitionsOfUrls(urls: readonly string[]): UrlDefinitions {
  const probes = urls.map((url, index) => ({ name: nameOf(url, index), ...probeOf(url) }));
  const folder = mkdtempSync(join(tmpdir(), 'probewright-url-'));
  // JSON is YAML.
  writeFileSync(join(folder, 'command-line.probe.yaml'), JSON.stringify({ probes }, null, 2));
  return {
    folder,
    names: probes.map(({ name }) => name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

/** What to write instead of an address without its scheme; undefined for what may be the name of a probe, which holds no dot and no colon. */
export function schemeHint(text: string): string | undefined {
  if (!/^[^\s/?#.][^\s/?#]*[.:]|^\[/.test(text) || /\s|\.(?:ya?ml|ts)$/.test(text)) return undefined;
  const hasPort = /^(?:\[[^\]]*\]|[^:/?#]*):\d/.test(text);
  const [first, second] = hasPort ? ['http://', 'tcp://'] : ['https://', 'tls://'];
  return `To probe an address, put ${first} or ${second} in front: ${first}${text}`;
}

function probeOf(text: string): object {
  const target = text.replaceAll('${', '$${');
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(target) ?? [];
  switch (scheme.toLowerCase()) {
    case 'http':
    case 'https':
      return { kind: 'http', target };
    case 'tcp':
      return { kind: 'tcp', target: rest.replace(/\/$/, '') };
    case 'tls':
      return { kind: 'tls', target: rest.replace(/\/$/, '') };
    case 'dns':
      return dnsProbe(rest);
    default:
      throw new UsageError(
        `'${text}' cannot be probed: the scheme '${scheme}' is none of http, https, tcp, tls, dns (as tcp://host:port, tls://host, dns://server/name?type=A).`,
      );
  }
}

/** `server[:port]/name?type=AAAA` */
function dnsProbe(rest: string): object {
  const [, target = '', query = '', type] = /^([^/]*)\/([^?]*)(?:\?type=(\w+))?$/.exec(rest) ?? [];
  if (!target || !query)
    throw new UsageError(`'dns://${rest}' names no query: write dns://SERVER/NAME, or dns://SERVER/NAME?type=AAAA.`);
  return { kind: 'dns', target, dns: { query, ...(type ? { type } : {}) } };
}

function nameOf(url: string, index: number): string {
  const host =
    url
      .replace(/^[^:]*:\/\//, '')
      .replace(/^[^@/]*@/, '')
      .split(/[/?#]/, 1)[0] ?? '';
  const slug = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 50);
  return index === 0 && slug ? slug : `${slug || 'target'}-${index + 1}`;
}
