import { createFileView } from './file-view.ts';

/** The absolute names that a host may mean, in the order in which they are asked for. */
export type SearchList = (host: string) => readonly string[];

interface Settings {
  readonly domains: readonly string[];
  /** A name with at least so many dots is tried as it stands first. */
  readonly ndots: number;
}

const SYSTEM_FILE = '/etc/resolv.conf';
const MAX_DOMAINS = 8;
const MAX_NAME = 253;

/**
 * Completes names by the search domains of a resolv.conf, as the system's own resolver does: a name with a final dot is
 * absolute, one with fewer dots than `ndots` is completed first.
 *
 * @param file Default: the system's; '' for no search domains.
 */
export function createSearchList(file: string = SYSTEM_FILE): SearchList {
  if (file === '') return (host) => [host];
  const settings = createFileView(file, parseResolvConf);
  return (host) => {
    const { domains, ndots } = settings();
    if (host.endsWith('.')) return [host];
    const completed = domains.map((domain) => `${host}.${domain}`).filter((name) => name.length <= MAX_NAME);
    const dots = host.split('.').length - 1;
    return dots >= ndots ? [host, ...completed] : [...completed, host];
  };
}

/** The last `search` or `domain` line counts, and the last `ndots`. */
function parseResolvConf(text: string): Settings {
  let domains: readonly string[] = [];
  let ndots = 1;
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    if (keyword === 'search' || keyword === 'domain') {
      const absolute = words.map((word) => word.replace(/\.$/, '')).filter((word) => word !== '');
      domains = absolute.slice(0, keyword === 'domain' ? 1 : MAX_DOMAINS);
    }
    if (keyword !== 'options') continue;
    for (const word of words) {
      const match = /^ndots:(\d{1,2})$/.exec(word);
      if (match) ndots = Math.min(15, Number(match[1]));
    }
  }
  return { domains, ndots };
}
