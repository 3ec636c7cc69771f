import type { Log } from './log.ts';
import type { SetChange } from './set-change.ts';

/** One line for a set that took the place of another. */
export function logSet(log: Log, { added, changed, removed }: SetChange, probes: number): void {
  const parts = [part('added', added), part('changed', changed), part('removed', removed)].filter(Boolean);
  const what = parts.length > 0 ? parts.join(', ') : 'nothing changed';
  log('info', `Definitions read: ${probes} ${probes === 1 ? 'probe' : 'probes'}; ${what}.`, {
    event: 'set',
    probes,
    added: added.length,
    changed: changed.length,
    removed: removed.length,
  });
}

function part(word: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const few = names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
  return `${names.length} ${word} (${few})`;
}
