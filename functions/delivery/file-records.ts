import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../journal/durable.ts';
import { refuseNewer } from '../journal/format.ts';
import { tickOfKey } from '../journal/key.ts';
import { addLine, readLines } from './line-file.ts';
import type { DeliveryRecords } from './records.ts';
import { RejectedFolder } from './rejected-folder.ts';
import { SLICE_MS, sliceName, sliceNamed, sliceOf } from './slice.ts';
import { NOTHING, plus, type Settled, sum, type Totals } from './totals.ts';

export interface FileRecordsOptions {
  /** Of this sink alone; made where it is missing. */
  readonly folder: string;
  readonly rejectedFolder: string;
  /** Where a sink that is new begins, unix milliseconds: what is older was never meant for it. */
  readonly sinceMs: number;
  readonly now: () => number;
  /** Rejections are kept this long. */
  readonly maxAgeMs: number;
}

const VERSION = 1;
const ENDING = '.log';

interface State {
  readonly version: typeof VERSION;
  readonly settledMs: number;
  readonly totals: Totals;
}

interface Slice {
  readonly keys: Set<string>;
  totals: Totals;
}

/**
 * Opens the records of a sink: `state.json` says that everything before a moment is settled, and what it came to; of what is younger, each slice of
 * ten minutes has a file with a line for each group of batches. So they grow with what is not settled, not with time.
 */
export async function openFileRecords(options: FileRecordsOptions): Promise<DeliveryRecords> {
  const { folder } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const records = new FileRecords(options, await readState(folder, options.sinceMs));
  await records.load();
  return records;
}

class FileRecords implements DeliveryRecords {
  readonly #options: FileRecordsOptions;
  readonly #rejected: RejectedFolder;
  readonly #slices = new Map<number, Slice>();
  #state: State;

  constructor(options: FileRecordsOptions, state: State) {
    this.#options = options;
    this.#rejected = new RejectedFolder(options.rejectedFolder);
    this.#state = state;
  }

  get settledMs(): number {
    return this.#state.settledMs;
  }

  get totals(): Totals {
    return [...this.#slices.values()].reduce((all, { totals }) => sum(all, totals), this.#state.totals);
  }

  has(key: string): boolean {
    return this.#slices.get(this.#sliceOf(key))?.keys.has(key) ?? false;
  }

  async add(settled: Settled): Promise<void> {
    const bySlice = Map.groupBy(settled.keys, (key) => this.#sliceOf(key));
    if (bySlice.size > 1) throw new TypeError('a group of batches stands in one slice of time');
    const [sliceMs = 0] = bySlice.keys();
    if (settled.rejected.length > 0) await this.#rejected.add(sliceMs, this.#options.now(), settled);
    else await addLine(this.#pathOf(sliceMs), { keys: settled.keys, delivered: settled.delivered });
    // Only then: what could not be written is no record, and is sent again.
    this.#remember(sliceMs, settled);
  }

  /** Everything before is delivered or rejected: its single records have served. */
  async settle(untilMs: number): Promise<void> {
    const gone = [...this.#slices].filter(([sliceMs]) => sliceMs < untilMs);
    const totals = gone.reduce((all, [, slice]) => sum(all, slice.totals), this.#state.totals);
    const state: State = { version: VERSION, settledMs: untilMs, totals };
    await writeDurably(join(this.#options.folder, 'state.json'), Buffer.from(`${JSON.stringify(state)}\n`));
    this.#state = state;
    // All at once, since the state holds their sums now.
    for (const [sliceMs] of gone) this.#slices.delete(sliceMs);
    for (const [sliceMs] of gone) await rm(this.#pathOf(sliceMs), { force: true });
    await this.#rejected.keepWithin(this.#options.now() - this.#options.maxAgeMs, untilMs);
  }

  async load(): Promise<void> {
    const { folder } = this.#options;
    for (const name of await readdir(folder)) {
      const sliceMs = name.endsWith(ENDING) ? sliceNamed(name.slice(0, -ENDING.length)) : undefined;
      if (sliceMs === undefined) continue;
      const path = join(folder, name);
      if (sliceMs < this.settledMs) await rm(path, { force: true });
      else
        for (const line of await readLines(path))
          this.#remember(sliceMs, { ...(line as Omit<Settled, 'rejected'>), rejected: [] });
    }
    for (const sliceMs of await this.#rejected.slices()) {
      if (sliceMs < this.settledMs) continue;
      for (const settled of await this.#rejected.read(sliceMs)) this.#remember(sliceMs, settled);
    }
  }

  #remember(sliceMs: number, settled: Settled): void {
    const slice = this.#slices.get(sliceMs) ?? { keys: new Set(), totals: NOTHING };
    for (const key of settled.keys) slice.keys.add(key);
    slice.totals = plus(slice.totals, settled);
    this.#slices.set(sliceMs, slice);
  }

  /** A batch that comes later than its slice was settled is recorded with those that are young. */
  #sliceOf(key: string): number {
    return Math.max(sliceOf(tickOfKey(key) ?? 0), this.settledMs);
  }

  #pathOf(sliceMs: number): string {
    return join(this.#options.folder, `${sliceName(sliceMs)}${ENDING}`);
  }
}

async function readState(folder: string, sinceMs: number): Promise<State> {
  const path = join(folder, 'state.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const known = text === undefined ? undefined : stateIn(text);
  if (known) {
    refuseNewer(known.version, VERSION, path);
    return known;
  }
  const state: State = { version: VERSION, settledMs: sliceOf(sinceMs + SLICE_MS - 1), totals: NOTHING };
  await writeDurably(path, Buffer.from(`${JSON.stringify(state)}\n`));
  return state;
}

/** Undefined when it is damaged: then all that the window holds is sent once more, which changes nothing. */
function stateIn(text: string): State | undefined {
  try {
    const state = JSON.parse(text) as State | null;
    const isNewer = state !== null && state.version > VERSION;
    return isNewer || typeof state?.settledMs === 'number' ? (state ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
