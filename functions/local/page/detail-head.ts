import type { ProbeSummary } from '../api.ts';
import { bucketOf } from './buckets.ts';
import { el, setAttribute, setText } from './dom.ts';
import { formatClock, formatDuration, formatInterval, formatMoment, formatShare } from './format.ts';
import { glyph, setGlyph } from './glyph.ts';
import { stateSentence } from './sentences.ts';
import { createStrip, drawStrip, indexAt, runsOf, stripWords } from './strip.ts';
import { nowMs } from './time.ts';

export interface DetailHead {
  readonly elements: readonly HTMLElement[];
  readonly title: HTMLElement;
  update(summary: ProbeSummary): void;
}

/** Name, state in one sentence, target, strip and figures of the open probe. `look` is called when a run of the strip is clicked. */
export function createDetailHead(
  name: string,
  buttons: readonly HTMLElement[],
  look: (tickMs: number) => void,
): DetailHead {
  const shape = glyph('waiting');
  const title = el('h2', { id: 'detail-title', tabindex: -1 }, name);
  const sentence = el('p', { class: 'sentence' });
  const target = el('p', { class: 'where' });
  const strip = createStrip();
  const stripBox = el('div', { class: 'strip', role: 'img' }, strip);
  strip.addEventListener('click', (event) => {
    const run = runsOf(strip)[indexAt(strip, event.clientX) ?? -1];
    if (run !== undefined) look(run.tickMs);
  });
  const figures = el('p', { class: 'figures' });
  const bar = el('div', { class: 'detail-bar' }, shape, title, el('div', { class: 'buttons' }, ...buttons));
  return {
    elements: [bar, sentence, target, stripBox, figures],
    title,
    update(summary) {
      setGlyph(shape, summary.state);
      setAttribute(bar, 'data-bucket', summary.state);
      setAttribute(sentence, 'data-bucket', bucketOf(summary));
      setText(
        sentence,
        stateSentence(summary, (ms) => formatMoment(ms, nowMs())),
      );
      setText(target, whereOf(summary));
      drawStrip(strip, summary.strip);
      setAttribute(stripBox, 'aria-label', stripWords(summary.strip));
      setText(figures, figuresOf(summary));
    },
  };
}

function whereOf(summary: ProbeSummary): string {
  const next = summary.nextTickMs === undefined ? '' : ` · next run ${formatClock(summary.nextTickMs)}`;
  const muted = summary.muted ? ' · muted' : '';
  return `${summary.kind} ${summary.instance} · every ${formatInterval(summary.intervalMs)}${next}${muted}`;
}

function figuresOf(summary: ProbeSummary): string {
  const median = summary.medianMs === undefined ? '–' : formatDuration(summary.medianMs);
  return `median ${median} · 24 h ${formatShare(summary.availability24h)} · 30 d ${formatShare(summary.availability30d)}`;
}
