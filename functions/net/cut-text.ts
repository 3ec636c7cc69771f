import type { Excerpt } from '../../lib/model/result.ts';

const KEPT_BYTES = 4096;

/** The first 4 kB of a text, for people; undefined when it is empty. */
export function cutText(text: string): Excerpt | undefined {
  if (text === '') return undefined;
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= KEPT_BYTES) return { body: text };
  // A character that the cut goes through is left away.
  return {
    body: bytes
      .subarray(0, KEPT_BYTES)
      .toString('utf8')
      .replace(/\uFFFD+$/, ''),
    cut: true,
  };
}
