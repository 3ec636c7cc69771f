import type { Bucket } from './buckets.ts';
import { svg } from './dom.ts';

/** Each state has a shape of its own, so that it can be told without colour; 16 × 16. */
export const SHAPES: Readonly<Record<Bucket, string>> = {
  down: 'M1.2 2.5h13.6L8 14.8z',
  error: 'M2 2h12v12H2zM4 4v8h8V4zM7 5h2v4H7zM7 10h2v1.6H7z',
  degraded: 'M8 .8 15.2 8 8 15.2.8 8z',
  waiting: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
  up: 'M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3z',
  muted:
    'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm0 1.6c1 0 1.9.3 2.6.9L4.500 10.600A4.400 4.400 0 0 1 8 3.600zm3.500 1.800A4.400 4.400 0 0 1 5.400 11.500z',
  'not-now':
    'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm0 1.6a4.4 4.4 0 1 1 0 8.800 4.400 4.400 0 0 1 0-8.800zM7.300 4.600h1.500v3.200l2.200 1.300-.8 1.200-2.900-1.700z',
  disabled: 'M2 7h12v2H2z',
};

/** The shape of a state; the word beside it is what screen readers read. */
export function glyph(bucket: Bucket): SVGSVGElement {
  return svg(
    'svg',
    { class: 'glyph', viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: SHAPES[bucket], 'fill-rule': 'evenodd' }),
  );
}

export function setGlyph(shape: SVGSVGElement, bucket: Bucket): void {
  const path = shape.firstElementChild;
  if (path !== null && path.getAttribute('d') !== SHAPES[bucket]) path.setAttribute('d', SHAPES[bucket]);
}
