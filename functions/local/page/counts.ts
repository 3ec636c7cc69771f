import { BUCKETS, type Bucket, type Counts } from './buckets.ts';
import { el, part, setAttribute, setText } from './dom.ts';
import { glyph } from './glyph.ts';
import { STATE_MEANINGS } from './sentences.ts';

/** The counts by state, as buttons that show only those; several may be chosen. */
export function createCounts(toggle: (bucket: Bucket) => void): (counts: Counts, chosen: readonly Bucket[]) => void {
  const numbers = new Map<Bucket, HTMLElement>();
  const buttons = BUCKETS.map((bucket) => {
    const number = el('b', {}, '0');
    numbers.set(bucket, number);
    const attributes = {
      type: 'button',
      class: 'count',
      'data-bucket': bucket,
      'aria-pressed': 'false',
      title: STATE_MEANINGS[bucket],
      onclick: () => toggle(bucket),
    };
    return el('button', attributes, glyph(bucket), number, el('span', {}, ` ${bucket}`));
  });
  part('counts').append(...buttons);
  return (counts, chosen) => {
    for (const button of buttons) {
      const bucket = button.dataset.bucket as Bucket;
      const number = numbers.get(bucket);
      if (number !== undefined) setText(number, String(counts[bucket]));
      setAttribute(button, 'aria-pressed', String(chosen.includes(bucket)));
      setAttribute(button, 'data-none', counts[bucket] === 0 ? 'yes' : 'no');
      button.hidden = bucket === 'disabled' && counts.disabled === 0 && !chosen.includes(bucket);
    }
  };
}
