import { readFileSync, statSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';

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

/** Larger files (block lists, mostly) are read up to here only. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * A hosts file, kept in memory. A file that is missing or unreadable is an empty one.
 *
 * @param file Default: the system's.
 */
export function createHosts(file: string = SYSTEM_FILE): Hosts {
  let stamp = '';
  let table: ReadonlyMap<string, HostsEntry> = new Map();
  return (name) => {
    const current = stampOf(file);
    if (current !== stamp) {
      table = current === '' ? new Map() : parseHosts(textOf(file));
      stamp = current;
    }
    return table.get(name);
  };
}

/** What changes when the file does. A synchronous stat takes microseconds and stays clear of the thread pool. */
function stampOf(file: string): string {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file).subarray(0, MAX_BYTES).toString('utf8');
  } catch {
    return '';
  }
}

/** Lines of `address name…`, `#` starts a comment; names without regard to case or a final dot. Addresses with a zone are left out. */
export function parseHosts(text: string): ReadonlyMap<string, HostsEntry> {
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
