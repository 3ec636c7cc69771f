import type { ProbeSummary } from '../api.ts';

type Strip = ProbeSummary['strip'];

export const SLOTS = 60;
export const SLOT_WIDTH = 4;
export const STRIP_HEIGHT = 24;
const BAR = 3;
/** The tallest bar of a run that was up: what was down stands taller than any of them. */
const TALLEST = 19;
const LOWEST = 3;

/** The SVG paths of a strip: one a look, so that a strip is six elements, not sixty. */
export interface StripPaths {
  readonly up: string;
  /** A bar with a detached cap. */
  readonly degraded: string;
  /** The full height, behind `down`. */
  readonly downBack: string;
  readonly down: string;
  /** A dashed column. */
  readonly error: string;
  /** A dot on the base line for each slot that has no run yet. */
  readonly empty: string;
}

/** Lays out the last 60 runs, the newest at the right. Heights are durations, relative to the slowest run that was up or degraded. */
export function stripPaths(strip: Strip): StripPaths {
  const runs = strip.slice(-SLOTS);
  const slowest = Math.max(1, ...runs.filter(isGood).map((run) => run.durationMs));
  const paths = { up: '', degraded: '', downBack: '', down: '', error: '', empty: '' };
  const first = SLOTS - runs.length;
  for (let slot = 0; slot < first; slot += 1) paths.empty += bar(slot, 0, 1);
  runs.forEach((run, index) => {
    const slot = first + index;
    const height = Math.max(LOWEST, Math.round(Math.min(1, run.durationMs / slowest) * TALLEST));
    if (run.outcome === 'up') paths.up += bar(slot, 0, height);
    else if (run.outcome === 'degraded') paths.degraded += bar(slot, 0, height) + bar(slot, height + 2, 3);
    else if (run.outcome === 'down') {
      paths.downBack += bar(slot, 0, STRIP_HEIGHT);
      paths.down += bar(slot, 0, Math.max(8, height));
    } else for (let at = 0; at < STRIP_HEIGHT; at += 5) paths.error += bar(slot, at, 3);
  });
  return paths;
}

/** Which run of the strip is at this share of its width; undefined where there is none. */
export function runAt(strip: Strip, share: number): number | undefined {
  const length = Math.min(strip.length, SLOTS);
  const slot = Math.min(SLOTS - 1, Math.max(0, Math.floor(share * SLOTS)));
  const index = slot - (SLOTS - length);
  return index < 0 ? undefined : strip.length - length + index;
}

/** The middle of a run's bar as a share of the strip's width. */
export function middleOf(strip: Strip, index: number): number {
  return (SLOTS - strip.length + index + 0.5) / SLOTS;
}

function isGood(run: Strip[number]): boolean {
  return run.outcome === 'up' || run.outcome === 'degraded';
}

function bar(slot: number, bottom: number, height: number): string {
  return `M${slot * SLOT_WIDTH} ${STRIP_HEIGHT - bottom - height}h${BAR}v${height}h-${BAR}z`;
}
