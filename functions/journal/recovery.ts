import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trouble } from './journal-error.ts';
import { LogSegment } from './log-segment.ts';
import { openSealed, type SealedCaches } from './sealed-segment.ts';
import { segmentPath } from './segment.ts';
import { SegmentSet } from './segment-set.ts';

export interface Recovered {
  readonly set: SegmentSet;
  /** Plain segments, oldest first; the last may be written on. */
  readonly logs: readonly LogSegment[];
  readonly nextNumber: number;
}

/**
 * Reads what a folder holds, whatever state a crash left it in; mends only after everything was read, so that a journal
 * of a newer version is refused untouched.
 */
export async function recover(
  folder: string,
  caches: SealedCaches,
  onTrouble: (trouble: Trouble) => void,
): Promise<Recovered> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  const sealed = numbersOf(names, /^(\d{8})\.log\.zst$/);
  // The compressed file appears whole: a plain one beside it was not removed in time.
  const plain = numbersOf(names, /^(\d{8})\.log$/);
  const set = new SegmentSet();
  for (const number of sealed) set.add(await openSealed(folder, number, caches, onTrouble));
  const loaded = [];
  for (const number of plain.filter((one) => !sealed.includes(one))) {
    loaded.push(await LogSegment.load(folder, number));
  }
  for (const one of loaded) {
    await mend(one, onTrouble);
    set.add(one.segment);
  }
  for (const number of plain.filter((one) => sealed.includes(one))) await rm(segmentPath(folder, number, 'log'));
  for (const name of names.filter((one) => one.endsWith('.tmp'))) await rm(join(folder, name), { force: true });
  const nextNumber = Math.max(0, ...sealed, ...plain) + 1;
  return { set, logs: loaded.map(({ segment }) => segment), nextNumber };
}

async function mend(
  { segment, scan, size }: Awaited<ReturnType<typeof LogSegment.load>>,
  onTrouble: (trouble: Trouble) => void,
): Promise<void> {
  for (const { offset, length } of scan.damaged) {
    onTrouble({
      kind: 'damaged',
      message: `${segment.path} is damaged at byte ${offset}: ${length} bytes are skipped.`,
    });
  }
  if (scan.end === size && size > 0) return;
  const message = `${segment.path} ends in ${size - scan.end} bytes of a record that was not finished: cut.`;
  if (size > 0) onTrouble({ kind: 'torn-tail', message });
  try {
    await segment.mend();
  } catch {
    segment.broken = true;
  }
}

function numbersOf(names: readonly string[], pattern: RegExp): number[] {
  return names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
}
