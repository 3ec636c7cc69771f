import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUCKETS } from '../../../../functions/local/page/buckets.ts';
import { parseView, viewAddress } from '../../../../functions/local/page/view.ts';

test('every view survives its address', () => {
  const view = fc.record({
    query: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
    buckets: fc.uniqueArray(fc.constantFrom(...BUCKETS)),
    group: fc.stringMatching(/^[a-z_]{0,8}$/),
    probe: fc.stringMatching(/^[a-z0-9-]{0,8}$/),
  });
  fc.assert(
    fc.property(view, (one) => {
      expect(parseView(new URL(viewAddress(one), 'http://x').search)).toEqual(one);
    }),
  );
});

test('an address stays short and readable, and nonsense in it is ignored', () => {
  expect(viewAddress({ query: '', buckets: [], group: '', probe: '' })).toBe('/');
  expect(viewAddress({ query: 'team=shop', buckets: ['down', 'error'], group: 'env', probe: '' })).toBe(
    '/?q=team=shop&state=down,error&group=env',
  );
  expect(parseView('?state=down,nonsense,&q=a%20b')).toEqual({ query: 'a b', buckets: ['down'], group: '', probe: '' });
});
