import type { RunAnswer } from '../api.ts';
import { el } from './dom.ts';
import { formatDuration, formatMoment } from './format.ts';
import { extentMs, type PhaseRow, phaseRows } from './phase-rows.ts';
import { STATE_WORDS } from './sentences.ts';
import { nowMs } from './time.ts';

/** The phases of runs beside each other, on one scale. */
export function waterfalls(runs: readonly (readonly [title: string, run: RunAnswer])[]): HTMLElement {
  const extent = Math.max(1, ...runs.map(([, { result }]) => Math.max(0, ...result.attempts.slice(-1).map(extentMs))));
  return el('div', { class: 'waterfalls' }, ...runs.map(([title, run]) => waterfall(title, run, extent)));
}

function waterfall(title: string, run: RunAnswer, extent: number): HTMLElement {
  const attempt = run.result.attempts.at(-1);
  const rows = attempt === undefined ? [] : phaseRows(attempt);
  const caption = el(
    'caption',
    {},
    `${title} · ${formatMoment(run.tickMs, nowMs())} · `,
    el('b', { 'data-bucket': run.result.outcome }, STATE_WORDS[run.result.outcome]),
    ` in ${formatDuration(run.result.durationMs)}`,
  );
  if (rows.length === 0) return el('table', { class: 'waterfall' }, caption, bodyOf([noPhases()]));
  const steps = Map.groupBy(rows, (row) => row.step);
  const lines = [...steps].flatMap(([step, own]) => [
    ...(step === undefined ? [] : [stepLine(step)]),
    ...own.map((row) => phaseLine(row, extent, run.result.outcome)),
  ]);
  return el('table', { class: 'waterfall' }, caption, bodyOf(lines));
}

function bodyOf(lines: readonly HTMLElement[]): HTMLElement {
  return el('tbody', {}, ...lines);
}

function stepLine(step: string): HTMLElement {
  return el('tr', { class: 'step' }, el('th', { colspan: 3, scope: 'rowgroup' }, step));
}

function phaseLine(row: PhaseRow, extent: number, outcome: string): HTMLElement {
  const bar = el('span', { class: 'bar' });
  bar.style.setProperty('left', `${(row.startMs / extent) * 100}%`);
  bar.style.setProperty('width', `${(row.durationMs / extent) * 100}%`);
  return el(
    'tr',
    row.failed ? { class: 'failed', 'data-bucket': outcome } : {},
    el('th', { scope: 'row' }, row.name),
    el('td', { class: 'track' }, el('span', { class: 'rail' }, bar)),
    el(
      'td',
      { class: 'time' },
      row.failed && row.durationMs === 0
        ? outcome === 'degraded'
          ? 'degraded'
          : 'failed'
        : formatDuration(row.durationMs),
    ),
  );
}

function noPhases(): HTMLElement {
  return el('tr', {}, el('td', { class: 'soft' }, 'The run ended before its first phase.'));
}
