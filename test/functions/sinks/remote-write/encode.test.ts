import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeV1 } from '../../../../functions/sinks/remote-write/encode-v1.ts';
import { encodeV2 } from '../../../../functions/sinks/remote-write/encode-v2.ts';
import { METRICS, type MetricName } from '../../../../lib/model/metrics.ts';
import type { Sample } from '../../../../lib/model/sample.ts';
import { type DecodedRequest, decodeV1, decodeV2, STALE_BITS } from '../../../support/remote-write-decode.ts';
import { sampleTick } from '../../../support/remote-write-samples.ts';

const names = Object.keys(METRICS) as MetricName[];
const label = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,6}$/);
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
const value = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 5e-324, Number.MAX_VALUE),
);
const sample: fc.Arbitrary<Sample> = fc.record(
  {
    name: fc.constantFrom(...names),
    labels: fc.dictionary(label, text, { maxKeys: 8, noNullPrototype: true }),
    value,
    timestampMs: fc.oneof(fc.constant(1_795_000_000_000), fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER })),
    stale: fc.constant(true as const),
    traceId: fc.stringMatching(/^[0-9a-f]{32}$/),
  },
  { requiredKeys: ['name', 'labels', 'value', 'timestampMs'] },
);
const samples = fc.array(sample, { maxLength: 30 }).map((all) => {
  // Series that come again, so that there is something to bring together.
  const again = all.filter((_, at) => at % 3 === 0).map((one) => ({ ...one, timestampMs: one.timestampMs + 1000 }));
  return [...all, ...again]
    .filter(({ timestampMs }) => Number.isSafeInteger(timestampMs))
    .sort((a, b) => a.timestampMs - b.timestampMs);
});

const bitsOf = ({ value, stale }: Sample): string => {
  if (stale) return STALE_BITS;
  if (Number.isNaN(value)) return '7ff8000000000001';
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
};
const bytewise = (a: readonly string[], b: readonly string[]) =>
  Buffer.compare(Buffer.from(a[0] ?? ''), Buffer.from(b[0] ?? ''));
const labelsOf = ({ name, labels }: Sample) => [['__name__', name], ...Object.entries(labels)].sort(bytewise);

/** Everything that is to come out, one line a sample. */
const expected = (all: readonly Sample[]) =>
  all.map((one) => JSON.stringify([labelsOf(one), bitsOf(one), one.timestampMs])).sort();
const found = ({ series }: DecodedRequest) =>
  series
    .flatMap(({ labels, samples }) => samples.map((one) => JSON.stringify([labels, one.bits, one.timestampMs])))
    .sort();

const both = [
  { version: '2.0', encode: (all: readonly Sample[]) => decodeV2(encodeV2(all)) },
  { version: '1.0', encode: (all: readonly Sample[]) => decodeV1(encodeV1(all)) },
];

describe.each(both)('our encoder of remote write $version', ({ encode }) => {
  it('says to another decoder exactly what it was given, every bit of a value, with labels in byte order', () => {
    fc.assert(
      fc.property(samples, (all) => {
        expect(found(encode(all))).toEqual(expected(all));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the order of time within a series, and a series together', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const { series } = encode(all);
        for (const { samples } of series) {
          const times = samples.map(({ timestampMs }) => timestampMs);
          expect(times.length).toBeGreaterThan(0);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
        const several = new Set(all.map(({ timestampMs }) => timestampMs)).size > 1;
        const keys = series.map(({ labels }) => JSON.stringify(labels));
        if (several) expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('marks the end of a series with the eight bytes that mean it, and no other NaN with them', () => {
    const base = { name: 'probe_success', labels: { probe: 'a' }, timestampMs: 1 } as const;
    const fake = Buffer.from('7ff0000000000002', 'hex').readDoubleBE(0);
    const all: Sample[] = [
      { ...base, value: Number.NaN, stale: true },
      { ...base, labels: { probe: 'b' }, value: fake },
      { ...base, labels: { probe: 'c' }, value: 0, stale: true },
    ];
    const bits = encode(all).series.map(({ samples }) => samples[0]?.bits);
    expect(bits).toEqual([STALE_BITS, '7ff8000000000001', STALE_BITS]);
  });

  it('leaves away labels without a value', () => {
    const all: Sample[] = [{ name: 'probe_success', labels: { a: '', b: 'x' }, value: 1, timestampMs: 1 }];
    expect(encode(all).series[0]?.labels).toEqual([
      ['__name__', 'probe_success'],
      ['b', 'x'],
    ]);
  });

  it('sends text that is no valid Unicode as valid UTF-8', () => {
    const all: Sample[] = [{ name: 'probe_success', labels: { a: 'x\ud800y' }, value: 1, timestampMs: 1 }];
    expect(encode(all).series[0]?.labels[1]).toEqual(['a', 'x\ufffdy']);
  });
});

describe('our encoder of remote write 2.0', () => {
  it('starts its symbols with the empty string, has each once and none that nobody refers to', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const { symbols, series } = decodeV2(encodeV2(all));
        expect(symbols[0]).toBe('');
        expect(new Set(symbols).size).toBe(symbols.length);
        const used = new Set(['']);
        for (const { labels, exemplars, metadata } of series) {
          for (const word of [...labels, ...exemplars.flatMap((one) => one.labels)].flat()) used.add(word);
          used.add(metadata?.help ?? '').add(metadata?.unit ?? '');
        }
        expect(symbols.filter((symbol) => !used.has(symbol))).toEqual([]);
      }),
    );
  });

  it('puts type, help and unit into every series', () => {
    fc.assert(
      fc.property(samples, (all) => {
        for (const { labels, metadata } of decodeV2(encodeV2(all)).series) {
          const name = labels.find(([label]) => label === '__name__')?.[1] as MetricName;
          expect(metadata).toMatchObject({ type: 2, help: METRICS[name].help });
          expect(metadata?.unit === '' || name.endsWith(`_${metadata?.unit}`)).toBe(true);
        }
      }),
    );
    const all: Sample[] = [{ name: 'probe_duration_seconds', labels: {}, value: 1, timestampMs: 1 }];
    expect(decodeV2(encodeV2(all)).series[0]?.metadata?.unit).toBe('seconds');
  });

  it('gives the trace of a run as an exemplar with value and time', () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const all: Sample[] = [
      { name: 'probe_duration_seconds', labels: { probe: 'a' }, value: 0.25, timestampMs: 1_795_000_000_000, traceId },
      { name: 'probe_success', labels: { probe: 'a' }, value: 1, timestampMs: 1_795_000_000_000 },
    ];
    const [first, second] = decodeV2(encodeV2(all)).series;
    expect(first?.exemplars).toMatchObject([
      { labels: [['trace_id', traceId]], value: 0.25, timestampMs: 1_795_000_000_000 },
    ]);
    expect(second?.exemplars).toEqual([]);
  });

  it('is far smaller than 1.0 for a tick of 200 probes', () => {
    const all = sampleTick(200, 1_795_000_000_000);
    expect(encodeV2(all).length).toBeLessThan(encodeV1(all).length / 4);
  });
});
