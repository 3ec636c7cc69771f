import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Sample } from '../../../lib/model/sample.ts';
import { JournalError } from '../../journal/journal-error.ts';
import { tickOfKey } from '../../journal/key.ts';
import { seriesText } from '../../signals/exposition.ts';
import { readAhead } from '../read-ahead.ts';
import type { BatchSource, SignalReader } from '../signal-reader.ts';
import { OPEN_METRICS_END, openMetricsLine } from './open-metrics.ts';

/** What of the journal stands in a text, and what does not. */
export interface WindowCounts {
  readonly batches: number;
  readonly samples: number;
  /** Marks of ended series, which blocks that are made so cannot carry. */
  readonly endMarks: number;
  /** A second value of a series at one tick: the first stays. */
  readonly doubled: number;
  /** Batches of which nothing could be made. */
  readonly unreadable: number;
}

export const NOTHING_COUNTED: WindowCounts = { batches: 0, samples: 0, endMarks: 0, doubled: 0, unreadable: 0 };

export interface WindowText extends WindowCounts {
  readonly sha256: Uint8Array;
}

export interface WindowTextOptions {
  readonly journal: Pick<BatchSource, 'list'>;
  readonly signalsOf: SignalReader;
  /** Ticks in [from, to), unix milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly path: string;
  readonly signal: AbortSignal;
  readonly onReached: (tickMs: number) => void;
}

const CHUNK = 256 * 1024;

/** Writes the samples of a range of the journal to a file as OpenMetrics, batch by batch: what is in memory are its keys and one tick of each location. */
export async function writeWindowText(options: WindowTextOptions): Promise<WindowText> {
  const { journal, fromMs, toMs, path, signal, onReached } = options;
  const file = await open(path, 'w', 0o600);
  const hash = createHash('sha256');
  const counts = { ...NOTHING_COUNTED };
  const isFirst = createFirstOfTick();
  let text = '';
  const write = async (least: number) => {
    if (text.length < least) return;
    hash.update(text);
    await file.write(text);
    text = '';
  };
  try {
    const keys = await Array.fromAsync(journal.list(fromMs, toMs));
    const signalsOf = readAhead(keys, options.signalsOf);
    for (const key of keys) {
      signal.throwIfAborted();
      const samples = await readSamples(key, signalsOf);
      counts.batches += 1;
      if (!samples) counts.unreadable += 1;
      for (const sample of samples ?? []) {
        const series = seriesText(sample);
        const line = openMetricsLine(sample, series);
        if (line === undefined) counts.endMarks += 1;
        else if (!isFirst(sample, series)) counts.doubled += 1;
        else {
          counts.samples += 1;
          text += line;
        }
      }
      await write(CHUNK);
      onReached(tickOfKey(key) ?? fromMs);
    }
    text += OPEN_METRICS_END;
    await write(0);
    return { ...counts, sha256: hash.digest() };
  } finally {
    await file.close();
  }
}

/** Undefined of what cannot be read now and never can be. */
async function readSamples(key: string, signalsOf: SignalReader): Promise<readonly Sample[] | undefined> {
  try {
    return (await signalsOf(key)).samples;
  } catch (error) {
    if (!(error instanceof JournalError) || error.problem === 'closed') throw error;
    return undefined;
  }
}

/** A probe that moved to another shard may have run in both at one tick, and a block refuses a second value: remote write, too, leaves the first. */
function createFirstOfTick(): (sample: Sample, series: string) => boolean {
  const ticks = new Map<string, { readonly tickMs: number; readonly series: Set<string> }>();
  return (sample, series) => {
    const location = sample.labels.location ?? '';
    let tick = ticks.get(location);
    if (!tick || tick.tickMs !== sample.timestampMs) {
      tick = { tickMs: sample.timestampMs, series: new Set() };
      ticks.set(location, tick);
    }
    if (tick.series.has(series)) return false;
    tick.series.add(series);
    return true;
  };
}
