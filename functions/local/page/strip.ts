import type { ProbeSummary } from '../api.ts';
import { setAttribute, svg } from './dom.ts';
import { runAt, SLOT_WIDTH, SLOTS, STRIP_HEIGHT, type StripPaths, stripPaths } from './strip-paths.ts';

const LOOKS = {
  empty: 'bar-empty',
  up: 'bar-up',
  degraded: 'bar-degraded',
  downBack: 'bar-down-back',
  down: 'bar-down',
  error: 'bar-error',
} as const satisfies Record<keyof StripPaths, string>;

type Strip = ProbeSummary['strip'];

const drawn = new WeakMap<Element, Strip>();

/** The runs that a drawing shows, oldest first. */
export function runsOf(drawing: Element): Strip {
  return drawn.get(drawing) ?? [];
}

/** Makes the drawing of a strip; it is empty until `drawStrip`. */
export function createStrip(): SVGSVGElement {
  const paths = Object.values(LOOKS).map((look) => svg('path', { class: look }));
  const viewBox = `0 0 ${SLOTS * SLOT_WIDTH - 1} ${STRIP_HEIGHT}`;
  return svg('svg', { class: 'bars', viewBox, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...paths);
}

/** Which run of a drawing is at this place of the window; undefined where there is none. */
export function indexAt(drawing: Element, clientX: number): number | undefined {
  const box = drawing.getBoundingClientRect();
  return runAt(runsOf(drawing), (clientX - box.left) / box.width);
}

export function drawStrip(drawing: SVGSVGElement, strip: Strip): void {
  drawn.set(drawing, strip.slice(-SLOTS));
  const paths = stripPaths(strip);
  for (const key of Object.keys(LOOKS) as (keyof StripPaths)[]) {
    const path = drawing.querySelector(`.${LOOKS[key]}`);
    if (path !== null) setAttribute(path, 'd', paths[key]);
  }
}

/** The strip in words: how many of the last runs were what. */
export function stripWords(strip: Strip): string {
  if (strip.length === 0) return 'no runs yet';
  const counts = new Map<string, number>();
  for (const run of strip) counts.set(run.outcome, (counts.get(run.outcome) ?? 0) + 1);
  return `last ${strip.length} runs: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`;
}
