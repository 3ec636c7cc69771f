import type { ProbeSummary } from '../api.ts';
import { el, part } from './dom.ts';
import { formatClock, formatDuration, formatFull } from './format.ts';
import { glyph } from './glyph.ts';
import { runSentence, STATE_WORDS } from './sentences.ts';
import { indexAt, runsOf } from './strip.ts';
import { middleOf } from './strip-paths.ts';

export interface Tip {
  /** Moves the tip along a strip: by keyboard. */
  walk(strip: Element, step: -1 | 1): void;
  hide(): void;
}

/** The one tooltip of all strips, for pointer and keyboard alike. */
export function createTip(): Tip {
  let walked: { strip: Element; tickMs: number } | undefined;

  function hide(): void {
    part('tip').hidden = true;
    walked = undefined;
  }

  document.addEventListener('pointermove', (event) => {
    const strip = event.target instanceof Element ? event.target.closest('.strip')?.querySelector('.bars') : null;
    const index = strip && indexAt(strip, event.clientX);
    if (strip && index !== undefined && index !== null) showTip(strip, index);
    else if (walked === undefined && !part('tip').hidden) hide();
  });
  part('groups').addEventListener('focusout', hide);
  document.addEventListener('scroll', hide, { passive: true, capture: true });

  return {
    walk(strip, step) {
      const runs = runsOf(strip);
      // Kept by tick, not by place: new runs push the strip to the left meanwhile.
      const tickMs = walked?.strip === strip ? walked.tickMs : undefined;
      const from = tickMs === undefined ? runs.length : runs.findIndex((run) => run.tickMs >= tickMs);
      const index = Math.min(runs.length - 1, Math.max(0, from + step));
      const run = runs[index];
      if (run === undefined) return;
      walked = { strip, tickMs: run.tickMs };
      showTip(strip, index);
      part('announcer').textContent = runSentence(run, formatClock);
    },
    hide,
  };
}

function showTip(strip: Element, index: number): void {
  const runs = runsOf(strip);
  const run = runs[index];
  if (run === undefined) return;
  const tip = part('tip');
  tip.replaceChildren(...tipContent(run));
  tip.hidden = false;
  const box = strip.getBoundingClientRect();
  const half = tip.offsetWidth / 2;
  const rightmost = document.documentElement.clientWidth - half - 8;
  const middle = Math.min(Math.max(half + 8, box.left + box.width * middleOf(runs, index)), rightmost);
  const above = box.top - tip.offsetHeight - 6;
  tip.style.setProperty('left', `${middle - half}px`);
  tip.style.setProperty('top', `${above < 4 ? box.bottom + 6 : above}px`);
}

function tipContent(run: ProbeSummary['strip'][number]): HTMLElement[] {
  const head = el('b', { 'data-bucket': run.outcome }, glyph(run.outcome), ` ${STATE_WORDS[run.outcome]}`);
  const reason = run.reason === undefined ? '' : ` ${run.reason}`;
  return [
    el('div', {}, head, reason, ` · ${formatDuration(run.durationMs)}`),
    el('div', { class: 'soft' }, formatFull(run.tickMs)),
  ];
}
