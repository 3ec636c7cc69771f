import { isIPv4, isIPv6 } from 'node:net';
import { createFileView } from './file-view.ts';

/** The addresses that a hosts file gives to one name, in the file's order. */
export interface HostsEntry {
  readonly ip4: readonly string[];
  readonly ip6: readonly string[];
}

/** Looks a name up in the hosts file; undefined when it is not there. The file is read again when it changes. */
export type Hosts = (name: string) => HostsEntry | undefined;

const SYSTEM_FILE =
  process.platform === 'win32'
    ? `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\drivers\\etc\\hosts`
    : '/etc/hosts';

/**
 * A hosts file.
 *
 * @param file Default: the system's.
 */
export function createHosts(file: string = SYSTEM_FILE): Hosts {
  const table = createFileView(file, parseHosts);
  return (name) => table().get(name);
}

/** Lines of `address name…`, `#` starts a comment; names without regard to case or a final dot. Addresses with a zone are left out. */
function parseHosts(text: string): ReadonlyMap<string, HostsEntry> {
  const table = new Map<string, { ip4: string[]; ip6: string[] }>();
  for (const line of text.split('\n')) {
    const [ip = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = isIPv4(ip) ? 'ip4' : isIPv6(ip) && !ip.includes('%') ? 'ip6' : undefined;
    if (family === undefined) continue;
    for (const name of names) {
      const key = name.toLowerCase().replace(/\.$/, '');
      const entry = table.get(key) ?? { ip4: [], ip6: [] };
      entry[family].push(ip);
      table.set(key, entry);
    }
  }
  return table;
}
