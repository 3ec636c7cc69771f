import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { addLine, readLines } from './line-file.ts';
import { sliceName, sliceNamed } from './slice.ts';
import type { Settled } from './totals.ts';

const ENDING = '.jsonl';
/** What is kept for people to look at, of each sink. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What a sink rejected, for people: one file a slice of time, a line a group of batches, with the far side's words. The lines are the records of these groups, too. */
export class RejectedFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async add(sliceMs: number, atMs: number, settled: Settled): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await addLine(this.#pathOf(sliceMs), { at: new Date(atMs).toISOString(), ...settled });
  }

  async read(sliceMs: number): Promise<Settled[]> {
    return (await readLines(this.#pathOf(sliceMs))) as Settled[];
  }

  async slices(): Promise<number[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names
      .flatMap((name) => (name.endsWith(ENDING) ? (sliceNamed(name.slice(0, -ENDING.length)) ?? []) : []))
      .sort((a, b) => a - b);
  }

  /** Drops settled slices that are older than the time, and the oldest of them until the rest fits. */
  async keepWithin(oldestMs: number, settledMs: number): Promise<void> {
    const files = await Promise.all(
      (await this.slices()).map(async (sliceMs) => ({ sliceMs, bytes: (await stat(this.#pathOf(sliceMs))).size })),
    );
    let bytes = files.reduce((all, file) => all + file.bytes, 0);
    for (const file of files) {
      if (file.sliceMs >= settledMs || (file.sliceMs >= oldestMs && bytes <= MOST_BYTES)) continue;
      await rm(this.#pathOf(file.sliceMs), { force: true });
      bytes -= file.bytes;
    }
  }

  #pathOf(sliceMs: number): string {
    return join(this.#folder, `${sliceName(sliceMs)}${ENDING}`);
  }
}
