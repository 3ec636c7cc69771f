import type { ProbeSummary } from '../api.ts';
import { el, part } from './dom.ts';
import { formatClock, formatDuration, formatFull } from './format.ts';
import { glyph } from './glyph.ts';
import type { List } from './list.ts';
import type { Row } from './row.ts';
import { runSentence, STATE_WORDS } from './sentences.ts';
import { middleOf, runAt, SLOTS } from './strip-paths.ts';

export interface Tip {
  /** Moves the tip along the strip of the focused row: by keyboard. */
  walk(row: Row, step: -1 | 1): void;
  hide(): void;
}

/** The one tooltip of the strips, for pointer and keyboard alike. */
export function createTip(list: List): Tip {
  const tip = part('tip');
  const groups = part('groups');
  let walked: { row: Row; tickMs: number } | undefined;

  function show(row: Row, index: number): void {
    const strip = row.summary.strip.slice(-SLOTS);
    const run = strip[index];
    if (run === undefined) return;
    tip.replaceChildren(...tipContent(run));
    tip.hidden = false;
    const box = row.strip.getBoundingClientRect();
    const middle = box.left + box.width * middleOf(strip, index);
    const half = tip.offsetWidth / 2;
    const left = Math.min(Math.max(half + 8, middle), document.documentElement.clientWidth - half - 8);
    const above = box.top - tip.offsetHeight - 6;
    tip.style.setProperty('left', `${left - half}px`);
    tip.style.setProperty('top', `${above < 4 ? box.bottom + 6 : above}px`);
  }

  function hide(): void {
    tip.hidden = true;
    walked = undefined;
  }

  groups.addEventListener('pointermove', (event) => {
    const target = event.target instanceof Element ? event.target.closest('.strip') : null;
    const row = target === null ? undefined : list.rowOf(target);
    if (row === undefined) return walked === undefined ? hide() : undefined;
    const box = row.strip.getBoundingClientRect();
    const index = runAt(row.summary.strip.slice(-SLOTS), (event.clientX - box.left) / box.width);
    if (index === undefined) hide();
    else show(row, index);
  });
  groups.addEventListener('pointerleave', hide);
  groups.addEventListener('focusout', hide);
  window.addEventListener('scroll', hide, { passive: true });

  return {
    walk(row, step) {
      const strip = row.summary.strip.slice(-SLOTS);
      // Kept by tick, not by place: new runs push the strip to the left meanwhile.
      const tickMs = walked?.row === row ? walked.tickMs : undefined;
      const from =
        tickMs === undefined ? strip.length - (step < 0 ? 0 : 1) : strip.findIndex((run) => run.tickMs >= tickMs);
      const index = Math.min(strip.length - 1, Math.max(0, from + step));
      const run = strip[index];
      if (run === undefined) return;
      walked = { row, tickMs: run.tickMs };
      show(row, index);
      part('announcer').textContent = runSentence(run, formatClock);
    },
    hide,
  };
}

function tipContent(run: ProbeSummary['strip'][number]): HTMLElement[] {
  const head = el('b', { 'data-bucket': run.outcome }, glyph(run.outcome), ` ${STATE_WORDS[run.outcome]}`);
  const reason = run.reason === undefined ? '' : ` ${run.reason}`;
  return [
    el('div', {}, head, reason, ` · ${formatDuration(run.durationMs)}`),
    el('div', { class: 'soft' }, formatFull(run.tickMs)),
  ];
}
