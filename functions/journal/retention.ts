import type { Trouble } from './journal-error.ts';
import type { PlanStore } from './plan-store.ts';
import type { Segment } from './segment.ts';
import type { SegmentSet } from './segment-set.ts';

export interface Bounds {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  readonly segmentBytes: number;
  /** Hears the keys of the batches that are dropped, before they go. */
  readonly onDrop?: (keys: readonly string[]) => void;
}

/** Drops whole segments, oldest first, until age and size are within bounds; then the plans that nothing names. The newest segment stays. */
export async function keepWithin(
  bounds: Bounds,
  nowMs: number,
  set: SegmentSet,
  plans: PlanStore,
  onTrouble: (trouble: Trouble) => void,
): Promise<void> {
  for (const segment of set.all.slice(0, -1)) {
    const old = segment.head.maxTickMs < nowMs - bounds.maxAgeMs;
    // The newest grows until it is full: its whole size is set aside.
    const bytes = storedBytes(set.all.slice(0, -1)) + bounds.segmentBytes + plans.bytes();
    if (!old && bytes <= bounds.maxBytes) continue;
    if (bounds.onDrop) bounds.onDrop(await keysOf(segment));
    try {
      set.drop(segment);
      await segment.remove();
    } catch (error) {
      set.add(segment);
      onTrouble({
        kind: 'drop-failed',
        message: `Segment ${segment.number} of the journal cannot be dropped: ${error}`,
      });
    }
  }
  await plans.keep(new Set(set.all.flatMap(({ head }) => head.plans)));
}

/** None of a segment that cannot be read any more. */
async function keysOf(segment: Segment): Promise<readonly string[]> {
  const rows = await segment.rows().catch(() => undefined);
  return rows?.all.map(({ key }) => key) ?? [];
}

export function storedBytes(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.storedBytes, 0);
}
