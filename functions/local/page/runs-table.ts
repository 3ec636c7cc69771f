import type { RunAnswer } from '../api.ts';
import { arrange } from './arrange.ts';
import { el, scrolling, setAttribute, setText } from './dom.ts';
import { formatClock, formatDuration, formatFull, formatMoment } from './format.ts';
import { glyph } from './glyph.ts';
import { STATE_WORDS } from './sentences.ts';
import { nowMs } from './time.ts';

export const MOST_ROWS = 60;

export interface RunsTable {
  readonly element: HTMLElement;
  /** Newest first; `shown` is the tick of the run that is looked at. */
  show(runs: readonly RunAnswer[], shown: number | undefined): void;
}

/** The recent runs; each can be looked at. Rows are kept by tick, so that focus stays while new ones arrive. */
export function createRunsTable(look: (run: RunAnswer) => void): RunsTable {
  const note = el('p', { class: 'soft' });
  const body = el('tbody');
  const rows = new Map<number, HTMLElement>();
  const head = el('tr', {}, ...['Time', 'Outcome', 'Took', 'Reason'].map((text) => el('th', { scope: 'col' }, text)));
  const table = el('table', { class: 'runs' }, el('thead', {}, head), body);
  return {
    element: el('div', {}, note, scrolling(table)),
    show(runs, shown) {
      const newest = runs.slice(-MOST_ROWS).toReversed();
      const ticks = new Set(newest.map((run) => run.tickMs));
      for (const tick of rows.keys()) if (!ticks.has(tick)) rows.delete(tick);
      table.hidden = newest.length === 0;
      setText(note, newest.length === 0 ? 'No runs in this stretch of time.' : '');
      const elements = newest.map((run) => {
        const row = rows.get(run.tickMs) ?? runRow(run, look);
        rows.set(run.tickMs, row);
        setAttribute(row, 'aria-current', run.tickMs === shown ? 'true' : undefined);
        return row;
      });
      arrange(body, elements);
    },
  };
}

function runRow(run: RunAnswer, look: (run: RunAnswer) => void): HTMLElement {
  const { outcome, durationMs, attempts } = run.result;
  const bad = run.result.failure ?? run.result.degraded;
  const tried = attempts.length > 1 ? ` (${attempts.length} attempts)` : '';
  const old = nowMs() - run.tickMs > 12 * 3_600_000;
  const time = el(
    'time',
    { datetime: new Date(run.tickMs).toISOString(), title: formatFull(run.tickMs) },
    old ? formatMoment(run.tickMs, nowMs()) : formatClock(run.tickMs),
  );
  return el(
    'tr',
    {},
    el('td', {}, el('button', { type: 'button', class: 'look', onclick: () => look(run) }, time)),
    el('td', { 'data-bucket': outcome, class: 'outcome' }, glyph(outcome), ` ${STATE_WORDS[outcome]}`),
    el('td', { class: 'time' }, formatDuration(durationMs)),
    el('td', { class: 'reason-cell' }, `${bad?.reason ?? run.result.fault?.code ?? ''}${tried}`),
  );
}
