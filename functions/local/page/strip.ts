import type { ProbeSummary } from '../api.ts';
import { setAttribute, svg } from './dom.ts';
import { SLOT_WIDTH, SLOTS, STRIP_HEIGHT, type StripPaths, stripPaths } from './strip-paths.ts';

const LOOKS = {
  empty: 'bar-empty',
  up: 'bar-up',
  degraded: 'bar-degraded',
  downBack: 'bar-down-back',
  down: 'bar-down',
  error: 'bar-error',
} as const satisfies Record<keyof StripPaths, string>;

/** Makes the drawing of a strip; it is empty until `drawStrip`. */
export function createStrip(): SVGSVGElement {
  const paths = Object.values(LOOKS).map((look) => svg('path', { class: look }));
  const viewBox = `0 0 ${SLOTS * SLOT_WIDTH - 1} ${STRIP_HEIGHT}`;
  return svg('svg', { class: 'bars', viewBox, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...paths);
}

export function drawStrip(drawing: SVGSVGElement, strip: ProbeSummary['strip']): void {
  const paths = stripPaths(strip);
  for (const key of Object.keys(LOOKS) as (keyof StripPaths)[]) {
    const path = drawing.querySelector(`.${LOOKS[key]}`);
    if (path !== null) setAttribute(path, 'd', paths[key]);
  }
}

/** The strip in words: how many of the last runs were what. */
export function stripWords(strip: ProbeSummary['strip']): string {
  if (strip.length === 0) return 'no runs yet';
  const counts = new Map<string, number>();
  for (const run of strip) counts.set(run.outcome, (counts.get(run.outcome) ?? 0) + 1);
  return `last ${strip.length} runs: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`;
}
