import { expect, test } from 'vitest';
import { parseJsonPath } from '../../../lib/model/json-path.ts';

test.each([
  ['$', []],
  ['$.a.b-c._$1', [{ name: 'a' }, { name: 'b-c' }, { name: '_$1' }]],
  ['$.größe', [{ name: 'größe' }]],
  ["$['a.b']['it\\'s']", [{ name: 'a.b' }, { name: "it's" }]],
  ['$["a\\"\\\\"]', [{ name: 'a"\\' }]],
  ["$['']", [{ name: '' }]],
  ['$[0][-1][12]', [{ index: 0 }, { index: -1 }, { index: 12 }]],
  ['$.*[*]', [{ all: true }, { all: true }]],
])('%s', (text, expected) => {
  expect(parseJsonPath(text)).toEqual(expected);
});

test.each([
  ['', 0, 'starts with $'],
  ['status', 0, 'starts with $'],
  ['$status', 1, 'after a step comes'],
  ['$.', 1, 'after . stands a name'],
  ['$..a', 1, 'descents'],
  ['$.a[?(@.b)]', 3, 'filters'],
  ['$.a[01]', 3, 'between [ and ]'],
  ['$.a[-0]', 3, 'between [ and ]'],
  ['$.a[0:2]', 3, 'between [ and ]'],
  ["$.a['b]", 3, 'between [ and ]'],
  ['$.a b', 3, 'after a step comes'],
])('%j is no path: at %i, %s', (text, at, words) => {
  expect(parseJsonPath(text)).toEqual({ problem: expect.stringContaining(words), at });
});
