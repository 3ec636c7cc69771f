import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endedSeries } from '../../../functions/delivery/ended-series.ts';
import type { Sample } from '../../../lib/model/sample.ts';

const TICK_MS = 1_700_000_000_000;
const sample = fc.record({
  name: fc.constantFrom('probe_success', 'probe_info', 'probe_interval_seconds', 'probe_failure_info'),
  labels: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y')),
  value: fc.double(),
  timestampMs: fc.constant(TICK_MS - 1000),
});
const textOf = ({ name, labels }: Sample) => JSON.stringify([name, ...Object.entries(labels).map(String).sort()]);
const batch = fc.uniqueArray(sample, { selector: (one) => textOf(one as Sample) }) as fc.Arbitrary<Sample[]>;

test('exactly the series that are no longer there end, whatever the order of series and labels', () => {
  fc.assert(
    fc.property(batch, batch, fc.boolean(), (before, other, isSimilar) => {
      const now = isSimilar
        ? [...before.slice(1), ...other.filter((one) => !before.map(textOf).includes(textOf(one)))]
        : other;
      const turned = now.map((one) => ({ ...one, labels: Object.fromEntries(Object.entries(one.labels).reverse()) }));
      const gone = before.map(textOf).filter((text) => !now.map(textOf).includes(text));
      const ended = endedSeries(before, turned, TICK_MS);
      expect(
        ended
          .filter(({ stale }) => stale)
          .map(textOf)
          .sort(),
      ).toEqual(gone.sort());
    }),
  );
});

test('a probe that ends says so by its interval: 0, and a millisecond later no more', () => {
  const before: Sample[] = ['probe_interval_seconds', 'probe_success'].map((name) => ({
    name: name as Sample['name'],
    labels: { probe: 'shop' },
    value: 60,
    timestampMs: TICK_MS - 1000,
  }));
  expect(
    endedSeries(before, [], TICK_MS).map(({ name, value, timestampMs, stale = false }) => [
      name,
      value,
      timestampMs,
      stale,
    ]),
  ).toEqual([
    ['probe_interval_seconds', 0, TICK_MS, false],
    ['probe_success', Number.NaN, TICK_MS, true],
    ['probe_interval_seconds', Number.NaN, TICK_MS + 1, true],
  ]);
});
