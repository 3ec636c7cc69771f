import type { Batch } from '../../lib/model/journal.ts';
import type { Clock } from '../../lib/model/prober.ts';
import type { Trouble } from './journal-error.ts';
import { LogSegment } from './log-segment.ts';
import type { PlanStore } from './plan-store.ts';
import type { Recovered } from './recovery.ts';
import { type Bounds, keepWithin } from './retention.ts';
import { type SealedCaches, sealSegment } from './sealed-segment.ts';
import type { SegmentSet } from './segment-set.ts';

export interface KeeperOptions extends Bounds {
  /** Of the segments. */
  readonly folder: string;
  readonly clock: Clock;
  readonly onTrouble: (trouble: Trouble) => void;
  readonly onSync?: (durationMs: number) => void;
}

const TIDY_MS = 10 * 60_000;

/** Writes the newest segment, begins the next one when it is full, compresses the finished, and keeps the whole within bounds. */
export class LogKeeper {
  readonly #options: KeeperOptions;
  readonly #set: SegmentSet;
  readonly #caches: SealedCaches;
  readonly #plans: PlanStore;
  /** Finished, not compressed yet. */
  #finished: LogSegment[];
  #active: LogSegment | undefined;
  #nextNumber: number;
  #tidying: Promise<void> | undefined;
  #tidiedAt = Number.NEGATIVE_INFINITY;

  constructor(options: KeeperOptions, { set, logs, nextNumber }: Recovered, caches: SealedCaches, plans: PlanStore) {
    this.#options = { ...options, segmentBytes: Math.min(options.segmentBytes, options.maxBytes / 4) };
    this.#set = set;
    this.#caches = caches;
    this.#plans = plans;
    this.#finished = [...logs];
    this.#active = this.#finished.pop();
    this.#nextNumber = nextNumber;
  }

  /** Resolves when the batches are durable; otherwise none of them is there, and the next call may fare better. */
  async commit(batches: readonly Batch[]): Promise<void> {
    const { clock, onSync, onTrouble } = this.#options;
    const began = clock.elapsed();
    try {
      const segment = await this.#writable(Math.max(...batches.map(({ tickMs }) => tickMs)));
      await segment.append(batches);
    } catch (error) {
      onTrouble({
        kind: 'append-failed',
        message: `The journal could not be written (${words(error)}): ${runs(batches)} lost.`,
      });
      throw error;
    }
    onSync?.(clock.elapsed() - began);
    if (clock.elapsed() - this.#tidiedAt > TIDY_MS) this.#tidySoon();
  }

  /** Compresses what is finished and drops what is too old or too much; never throws. */
  async tidy(): Promise<void> {
    this.#tidySoon();
    await this.#tidying;
  }

  async close(): Promise<void> {
    await this.#tidying;
    await Promise.all([...this.#finished, this.#active].map((segment) => segment?.close()));
  }

  async #writable(tickMs: number): Promise<LogSegment> {
    const active = this.#active;
    if (active && !this.#isFull(active, tickMs)) return active;
    const next = await LogSegment.create(this.#options.folder, this.#nextNumber);
    this.#nextNumber += 1;
    this.#set.add(next);
    this.#active = next;
    if (active) {
      this.#finished.push(active);
      this.#tidySoon();
    }
    return next;
  }

  #isFull({ head, broken }: LogSegment, tickMs: number): boolean {
    const { maxAgeMs, segmentBytes } = this.#options;
    return broken || head.rawBytes >= segmentBytes || tickMs - head.minTickMs > maxAgeMs / 30;
  }

  #tidySoon(): void {
    this.#tidying = (this.#tidying ?? Promise.resolve()).then(() => this.#tidy());
  }

  async #tidy(): Promise<void> {
    const { folder, clock, onTrouble } = this.#options;
    this.#tidiedAt = clock.elapsed();
    try {
      for (const log of [...this.#finished]) {
        if (log.head.records === 0) {
          await log.remove();
          this.#set.drop(log);
        } else this.#set.replace(await sealSegment(folder, log, this.#caches));
        this.#finished = this.#finished.filter((one) => one !== log);
      }
    } catch (error) {
      onTrouble({
        kind: 'seal-failed',
        message: `A finished segment of the journal stays as it is for now (${words(error)}).`,
      });
    }
    await keepWithin(this.#options, clock.now(), this.#set, this.#plans, onTrouble).catch((error: unknown) =>
      onTrouble({ kind: 'drop-failed', message: `The journal could not be kept within its bounds (${words(error)}).` }),
    );
  }
}

function runs(batches: readonly Batch[]): string {
  const count = batches.reduce((sum, { results }) => sum + results.length, 0);
  return count === 1 ? '1 run is' : `${count} runs are`;
}

function words(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') return 'ENOSPC: the disk is full';
  return error instanceof Error ? error.message : String(error);
}
