import { join } from 'node:path';
import type { Destination } from '../../functions/delivery/destination.ts';
import { type ReplayProgress, replay } from '../../functions/delivery/replay.ts';
import type { BatchSource } from '../../functions/delivery/signal-reader.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import type { Io } from '../command.ts';
import { progressLine, summaryOf, tooOldWarning } from '../text/replay.ts';
import { progressName, type Range } from './range.ts';

export interface SinksRange extends Range {
  /** Items a second, at most. */
  readonly rate: number;
}

/** Replays to one sink after the other, tells of it, and says the exit code. */
export async function replayToSinks(
  destinations: readonly Destination[],
  journal: BatchSource,
  range: SinksRange,
  signal: AbortSignal,
  io: Io,
): Promise<number> {
  let code = 0;
  for (const destination of destinations) {
    const { sink, url, windowMs } = destination;
    const warning = tooOldWarning(sink.name, windowMs, range, systemClock.now());
    if (warning !== undefined) io.err(warning);
    const onProgress = io.colour
      ? (progress: ReplayProgress) => io.err(`\r\u001b[K${progressLine(sink.name, progress, range)}`)
      : () => undefined;
    const came = await replay({
      ...range,
      destination,
      journal,
      progressFile: join(range.dataFolder, 'replay', `${progressName(sink.name, url, range)}.json`),
      clock: systemClock,
      random: Math.random,
      signal,
      onProgress,
    });
    if (io.colour) io.err('\r\u001b[K');
    io.out(summaryOf(sink.name, came, range));
    if (came.reachedMs < range.toMs || came.totals.rejectedBatches > 0) code = 1;
  }
  return code;
}
