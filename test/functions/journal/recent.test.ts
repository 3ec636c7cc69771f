import { expect, test } from 'vitest';
import { Recent } from '../../../functions/journal/recent.ts';

/** What is made is told, so that it shows what was kept. */
function counting<V>(recent: Recent<string, V>, make: (key: string) => V) {
  const made: string[] = [];
  const get = (key: string) =>
    recent.get(key, async () => {
      made.push(key);
      return make(key);
    });
  return { made, get };
}

test('what was asked for last is kept, and the rest is made again', async () => {
  const { made, get } = counting(new Recent<string, string>(2), (key) => key);
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await get(key)).toBe(key);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('heavy values leave room for few, and one that is too heavy only for itself', async () => {
  const weights: Readonly<Record<string, number>> = { a: 3, b: 3, c: 6, huge: 100, d: 1 };
  const { made, get } = counting(new Recent<string, number>(10, (weight) => weight), (key) => weights[key] ?? 0);
  for (const key of ['a', 'b', 'a', 'c', 'a', 'huge', 'huge', 'd', 'a', 'huge']) await get(key);
  expect(made).toEqual(['a', 'b', 'c', 'huge', 'd', 'a', 'huge']);
});

test('what several ask for at once is made once, and what failed is made again', async () => {
  const { made, get } = counting(new Recent<string, string>(2), (key) => key);
  await Promise.all([get('a'), get('a'), get('a')]);
  expect(made).toEqual(['a']);
  const recent = new Recent<string, string>(2);
  await expect(recent.get('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await recent.get('x', async () => 'yes')).toBe('yes');
});
