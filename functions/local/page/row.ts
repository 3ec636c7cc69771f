import type { ProbeSummary } from '../api.ts';
import { bucketOf } from './buckets.ts';
import { el, setAttribute, setText, spoken } from './dom.ts';
import { formatDuration, formatInterval, formatShare } from './format.ts';
import { glyph, setGlyph } from './glyph.ts';
import { rowReason, STATE_MEANINGS, STATE_WORDS } from './sentences.ts';
import { createStrip, drawStrip, stripWords } from './strip.ts';
import { setAge } from './time.ts';

/** One probe's line in the list. */
export interface Row {
  readonly element: HTMLLIElement;
  readonly link: HTMLAnchorElement;
  readonly strip: SVGSVGElement;
  summary: ProbeSummary;
  /** Whether it is on the screen or near it: only then its strip is drawn. */
  visible: boolean;
  /** The summary whose strip is drawn. */
  drawn: ProbeSummary | undefined;
  readonly parts: ReturnType<typeof createParts>;
}

export function createRow(summary: ProbeSummary): Row {
  const parts = createParts();
  const { state, link, target, tag, why, since, strip, stripText, median, day, month } = parts;
  const element = el(
    'li',
    { class: 'row' },
    el('span', { class: 'state' }, parts.shape, state),
    el('div', { class: 'what' }, el('div', { class: 'line' }, link, tag, target), why),
    el('div', { class: 'since' }, el('span', { class: 'label' }, 'since '), since),
    el('div', { class: 'strip' }, strip, stripText),
    figure('median', median),
    figure('24 h', day),
    figure('30 d', month),
  );
  const row: Row = { element, link, strip, summary, visible: false, drawn: undefined, parts };
  updateRow(row, summary);
  return row;
}

function createParts() {
  return {
    shape: glyph('waiting'),
    state: el('span', { class: 'word' }),
    link: el('a', { class: 'name' }),
    target: el('span', { class: 'target' }),
    tag: el('span', { class: 'tag' }),
    why: el('p', { class: 'why' }),
    since: el('time', { class: 'age' }),
    strip: createStrip(),
    stripText: spoken(''),
    median: el('span', { class: 'value' }),
    day: el('span', { class: 'value' }),
    month: el('span', { class: 'value' }),
  };
}

function figure(label: string, value: HTMLElement): HTMLElement {
  return el('div', { class: 'figure' }, el('span', { class: 'label' }, `${label} `), value);
}

export function updateRow(row: Row, summary: ProbeSummary): void {
  const { element, parts } = row;
  const bucket = bucketOf(summary);
  row.summary = summary;
  setAttribute(element, 'data-bucket', bucket);
  setAttribute(element, 'data-state', summary.state);
  setAttribute(element, 'data-probe', summary.name);
  setAttribute(parts.state, 'title', STATE_MEANINGS[summary.state]);
  setGlyph(parts.shape, summary.state);
  setText(parts.state, STATE_WORDS[summary.state]);
  setText(parts.link, summary.name);
  setAttribute(parts.link, 'title', summary.name);
  setText(parts.target, summary.instance);
  setAttribute(
    parts.target,
    'title',
    `${summary.kind} ${summary.instance}, every ${formatInterval(summary.intervalMs)}`,
  );
  setText(parts.tag, bucket === 'muted' ? 'muted' : '');
  setText(parts.why, rowReason(summary));
  setAttribute(parts.why, 'title', rowReason(summary) || undefined);
  setAge(parts.since, summary.sinceMs);
  setText(parts.median, summary.medianMs === undefined ? '–' : formatDuration(summary.medianMs));
  setFigure(parts.day, summary.availability24h);
  setFigure(parts.month, summary.availability30d);
  drawRow(row);
}

function setFigure(value: HTMLElement, share: number | undefined): void {
  setText(value, formatShare(share));
  setAttribute(value, 'data-perfect', share === undefined || share >= 1 ? 'yes' : 'no');
}

/** Draws the strip if it is seen and has changed. */
export function drawRow(row: Row): void {
  if (!row.visible || row.drawn === row.summary) return;
  row.drawn = row.summary;
  drawStrip(row.strip, row.summary.strip);
  setText(row.parts.stripText, stripWords(row.summary.strip));
}
