import type { FileJournal } from '../journal/file-store.ts';
import type { RunAnswer } from './api.ts';
import { Past, type RunReference, STRIP_LENGTH, type StripEntry } from './past.ts';

/** What the journal knows of every probe at a location; strips are read when a probe is shown. */
export async function readPasts(journal: FileJournal, location: string): Promise<Map<string, Past>> {
  const pasts = new Map<string, Past>();
  for await (const span of journal.spans()) {
    if (span.location !== location) continue;
    const past = pasts.get(span.probe) ?? new Past();
    past.extend(span);
    pasts.set(span.probe, past);
  }
  return pasts;
}

/** Reads the newest runs of probes into their pasts: the strips, and each last run itself. */
export async function fillPasts(
  journal: FileJournal,
  location: string,
  pasts: ReadonlyMap<string, Past>,
): Promise<void> {
  const strips = new Map([...pasts.keys()].map((name) => [name, [] as StripEntry[]]));
  const wanted = new Set([...pasts].filter(([, { runs }]) => runs > 0).map(([name]) => name));
  for await (const row of journal.newest(0, Number.MAX_SAFE_INTEGER, wanted)) {
    if (row.location !== location) continue;
    for (const { probe, ...run } of row.runs) {
      const strip = strips.get(probe);
      if (!strip || !wanted.has(probe)) continue;
      strip.push({ tickMs: row.tickMs, ...run });
      if (strip.length >= Math.min(STRIP_LENGTH, pasts.get(probe)?.runs ?? 0)) wanted.delete(probe);
    }
  }
  for (const [name, past] of pasts) {
    past.strip = (strips.get(name) ?? []).sort((a, b) => a.tickMs - b.tickMs);
    past.last = (await resolveRun(journal, name, past.last)) ?? past.last;
    past.isFilled = true;
  }
}

/** A run that is referred to; undefined when it was dropped or damaged. */
export async function resolveRun(
  journal: FileJournal,
  probe: string,
  reference: RunReference | undefined,
): Promise<RunAnswer | undefined> {
  if (typeof reference !== 'string') return reference;
  try {
    const { tickMs, results } = await journal.read(reference);
    const result = results.find((one) => one.probe === probe);
    return result && { tickMs, result };
  } catch {
    return undefined;
  }
}

export interface RunsQuery {
  readonly location: string;
  readonly probe?: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly most: number;
}

/** The newest runs of a range, oldest first; batches that are damaged are left out. */
export async function readRuns(journal: FileJournal, query: RunsQuery): Promise<{ runs: RunAnswer[]; more: boolean }> {
  const { location, probe, fromMs, toMs, most } = query;
  const runs: RunAnswer[] = [];
  for await (const row of journal.newest(fromMs, toMs, probe === undefined ? undefined : new Set([probe]))) {
    if (row.location !== location) continue;
    if (runs.length >= most) return { runs: inOrder(runs), more: true };
    const batch = await journal.read(row.key).catch(() => undefined);
    for (const result of batch?.results ?? []) {
      if (probe === undefined || result.probe === probe) runs.push({ tickMs: row.tickMs, result });
    }
  }
  return { runs: inOrder(runs), more: false };
}

function inOrder(runs: readonly RunAnswer[]): RunAnswer[] {
  return runs.toSorted((a, b) => a.tickMs - b.tickMs);
}
