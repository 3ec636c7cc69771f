import { expect, test } from 'vitest';
import { bucketOf, countBuckets, worstBucket } from '../../../../functions/local/page/buckets.ts';
import { matchesView } from '../../../../functions/local/page/filter.ts';
import { staleFromMs } from '../../../../functions/local/page/freshness.ts';
import { groupProbes, labelKeys } from '../../../../functions/local/page/grouping.ts';
import { summary } from '../../../support/page-data.ts';
import { shopProbes } from '../../../support/page-shop.ts';

const names = (query: string) =>
  shopProbes()
    .filter((probe) => matchesView(probe, query, []))
    .map((probe) => probe.name);

test('the filter finds names, targets, kinds, states and labels; all words must be found', () => {
  expect(names('checkout')).toEqual(['checkout-api']);
  expect(names('MX.shop')).toEqual(['mail-in']);
  expect(names('dns')).toEqual(['dns-shop']);
  expect(names('degraded')).toEqual(['search', 'cert-shop']);
  expect(names('team=mail')).toEqual(['mail-in', 'newsletter']);
  expect(names('team=shop degraded')).toEqual(['search', 'cert-shop']);
  expect(names('muted')).toEqual(['legacy-admin']);
  expect(names('team=shop team=mail')).toEqual([]);
});

test('a muted probe counts as muted whatever its state, so that it alarms nobody', () => {
  const probe = summary({ name: 'a', state: 'down', muted: true });
  expect(bucketOf(probe)).toBe('muted');
  expect(worstBucket(countBuckets([probe, summary({ name: 'b' })]))).toBe('up');
});

test('groups stand worst first, probes without the label last', () => {
  const groups = groupProbes(shopProbes(), 'team').map((group) => group.value);
  expect(groups).toEqual(['payments', 'shop', 'mail', 'platform', '']);
  expect(labelKeys(shopProbes())).toEqual(['env', 'service', 'team']);
  expect(groupProbes([], '')).toEqual([]);
});

test('data is too old once the most frequent probe has missed two runs', () => {
  const probes = [summary({ name: 'a', intervalMs: 10_000 }), summary({ name: 'b', intervalMs: 3_600_000 })];
  expect(staleFromMs(probes, 1_000_000)).toBe(1_035_000);
  expect(staleFromMs([summary({ name: 'c', state: 'disabled', intervalMs: 1000 })], 1)).toBe(undefined);
});
