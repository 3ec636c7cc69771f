import type { BlocksProgress } from '../../functions/delivery/blocks/replay-blocks.ts';
import { bar, type Range } from './replay.ts';

/** One line that is written over and over. */
export function blocksLine({ reachedMs, uploaded, known, samples }: BlocksProgress, range: Range): string {
  return `blocks ${bar(reachedMs, range)} ${uploaded} uploaded${known > 0 ? `, ${known} there` : ''}, ${samples} samples`;
}

/** What came of it. */
export function blocksSummary(progress: BlocksProgress, range: Range): string {
  const { uploaded, known, samples, batches, endMarks, doubled, unreadable, reachedMs } = progress;
  const parts = [
    `blocks: ${uploaded} uploaded with ${samples} samples of ${batches} batches`,
    ...(known > 0 ? [`${known} were there already`] : []),
    ...(doubled > 0 ? [`${doubled} samples left out, since their series has another at that tick`] : []),
    ...(unreadable > 0 ? [`${unreadable} batches could not be read`] : []),
    ...(endMarks > 0 ? [`${endMarks} series end without a mark, and are seen for five minutes more`] : []),
    ...(reachedMs < range.toMs ? [`stopped: everything before ${new Date(reachedMs).toISOString()} is uploaded`] : []),
  ];
  return `${parts.join('; ')}.\n`;
}
