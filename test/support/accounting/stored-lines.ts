import type { LogEntry } from '../../../lib/model/log-entry.ts';
import type { RealLoki } from '../real-loki.ts';

/** What Loki adds of itself. */
const ADDED = ['service_name', 'detected_level'];

type Line = Pick<LogEntry, 'timestampMs' | 'line' | 'metadata'> & { readonly labels: Readonly<Record<string, string>> };

/** A line as text with everything that belongs to it, so that equal lines are equal texts. */
export function lineText({ labels, metadata, timestampMs, line }: Line): string {
  const pairs = Object.entries({ ...metadata, ...labels }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([timestampMs, pairs, line]);
}

/** Every line of a location with a tick in [from, to), as often as Loki returns it. At most 5,000. */
export async function storedLines(loki: RealLoki, location: string, fromMs: number, toMs: number): Promise<string[]> {
  const found = await loki.lines('probes', `{location="${location}"}`, fromMs, toMs - 1);
  if (found.length >= 5000) throw new Error('Loki may have more lines than it returned');
  return found.map(({ labels, timestampNs, line }) => {
    const own = Object.fromEntries(Object.entries(labels).filter(([name]) => !ADDED.includes(name)));
    return lineText({ labels: own, metadata: {}, timestampMs: Number(BigInt(timestampNs) / 1_000_000n), line });
  });
}

/** Lines that are there and should not be, are missing, or are there more than once. */
export function lineDifferences(expected: readonly string[], stored: readonly string[]): string[] {
  const [want, have] = [new Set(expected), new Map<string, number>()];
  for (const line of stored) have.set(line, (have.get(line) ?? 0) + 1);
  return [
    ...[...have].flatMap(([line, times]) =>
      times > 1 || !want.has(line) ? [`${times} times, wanted ${want.has(line) ? 1 : 0}: ${line}`] : [],
    ),
    ...[...want].flatMap((line) => (have.has(line) ? [] : [`not there: ${line}`])),
  ];
}
