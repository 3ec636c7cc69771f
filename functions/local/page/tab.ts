import type { Bucket, Counts } from './buckets.ts';
import { TROUBLE, worstBucket } from './buckets.ts';
import { SHAPES } from './glyph.ts';

const TITLE_MARKS: Readonly<Record<Bucket, string>> = {
  down: '▼',
  error: '■',
  degraded: '◆',
  waiting: '○',
  up: '●',
  muted: '○',
  'not-now': '–',
  disabled: '–',
};

/** Fixed colours that can be told from a light and from a dark tab bar; the page's own follow its scheme. */
const COLOURS: Readonly<Record<Bucket, string>> = {
  down: '#e5484d',
  error: '#a66ae8',
  degraded: '#e09d1a',
  waiting: '#8b9196',
  up: '#2f9e6b',
  muted: '#8b9196',
  'not-now': '#8b9196',
  disabled: '#8b9196',
};

/** The browser's tab says the worst state, in title and icon; `stale` takes the say away from data that is too old. */
export function showInTab(counts: Counts, stale: boolean): void {
  const worst = worstBucket(counts);
  const trouble = TROUBLE.filter((bucket) => counts[bucket] > 0).map((bucket) => `${counts[bucket]} ${bucket}`);
  const what = trouble.length > 0 ? trouble.join(', ') : worst;
  document.title = stale ? '? No fresh data – Probewright' : `${TITLE_MARKS[worst]} ${what} – Probewright`;
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  const address = iconAddress(stale ? 'waiting' : worst);
  if (link !== null && link.href !== address) link.href = address;
}

function iconAddress(bucket: Bucket): string {
  const path = `<path fill="${COLOURS[bucket]}" fill-rule="evenodd" d="${SHAPES[bucket]}"/>`;
  const image = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${path}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(image)}`;
}
