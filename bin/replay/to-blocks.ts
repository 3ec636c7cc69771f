import { join } from 'node:path';
import { PromtoolError } from '../../functions/delivery/blocks/promtool.ts';
import { type BlocksProgress, replayBlocks } from '../../functions/delivery/blocks/replay-blocks.ts';
import type { BatchSource } from '../../functions/delivery/signal-reader.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import type { Io } from '../command.ts';
import { blocksLine, blocksSummary } from '../text/replay-blocks.ts';
import type { BlocksTarget } from './blocks-target.ts';
import { progressName, type Range } from './range.ts';

/** Replays into blocks, tells of it, and says the exit code. */
export async function replayToBlocks(
  target: BlocksTarget,
  journal: BatchSource,
  range: Range,
  signal: AbortSignal,
  io: Io,
): Promise<number> {
  const { place, ...parts } = target;
  const folder = join(range.dataFolder, 'replay');
  const labels = JSON.stringify(Object.entries(target.externalLabels).sort());
  const onProgress = io.colour
    ? (progress: BlocksProgress) => io.err(`\r\u001b[K${blocksLine(progress, range)}`)
    : () => undefined;
  try {
    const came = await replayBlocks({
      ...range,
      ...parts,
      journal,
      progressFile: join(folder, `${progressName('blocks', `${place} ${labels}`, range)}.json`),
      scratchFolder: folder,
      clock: systemClock,
      signal,
      onProgress,
    });
    if (io.colour) io.err('\r\u001b[K');
    io.out(blocksSummary(came, range));
    return came.reachedMs < range.toMs || came.unreadable > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof PromtoolError)) throw error;
    io.err(`probewright replay: ${error.message}\n`);
    return 3;
  }
}
