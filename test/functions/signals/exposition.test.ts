import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exposition, seriesText } from '../../../functions/signals/exposition.ts';
import { METRICS, type MetricName } from '../../../lib/model/metrics.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { toolPath } from '../../../tools/install.ts';

const NAMES = Object.keys(METRICS) as MetricName[];
const sample = (value: number, labels: Record<string, string> = {}, name: MetricName = 'probe_success'): Sample => ({
  name,
  labels,
  value,
  timestampMs: 1_700_000_000_000,
});

test('families are sorted, each with HELP and TYPE, and so are series and labels', () => {
  const text = exposition([
    sample(1, { probe: 'b', job: 'x' }),
    sample(0.25, { probe: 'a' }, 'probe_duration_seconds'),
    sample(0, { probe: 'a', job: 'x' }),
  ]);
  expect(text).toBe(`# HELP probe_duration_seconds Returns how long the probe took to complete in seconds
# TYPE probe_duration_seconds gauge
probe_duration_seconds{probe="a"} 0.25
# HELP probe_success Displays whether or not the probe was a success
# TYPE probe_success gauge
probe_success{job="x",probe="a"} 0
probe_success{job="x",probe="b"} 1
`);
});

test('the tick stands behind the value where it is asked for', () => {
  expect(exposition([sample(1)], { timestamps: true })).toContain('\nprobe_success 1 1700000000000\n');
});

test.each([
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
  [-62_135_596_800, '-62135596800'],
  [5e-7, '5e-7'],
  [1e21, '1e+21'],
])('the value %d is written %s', (value, written) => {
  expect(exposition([sample(value)])).toContain(`\nprobe_success ${written}\n`);
});

test.each(['', '1st', 'a-b', 'a"b', 'é', 'a\nb'])('%j is refused as a label name', (label) => {
  expect(() => exposition([sample(1, { [label]: 'x' })])).toThrow(RangeError);
});

const anyLabels = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc
    .array(fc.constantFrom('"', '\\', '\n', ',', '=', '{', '}', 'n', 'a', 'é', '😀', ' '), { maxLength: 6 })
    .map((chars) => chars.join('')),
  { noNullPrototype: true },
);

test('every label value is read back as it was, by the rules of the text format', () => {
  fc.assert(
    fc.property(anyLabels, (labels) => {
      expect(readSeries(seriesText({ name: 'probe_success', labels }))).toEqual(labels);
    }),
  );
});

test('different series never become the same text, and one series is the same in any order of its labels', () => {
  fc.assert(
    fc.property(anyLabels, anyLabels, (one, other) => {
      const [first, second] = [one, other].map((labels) => seriesText({ name: 'probe_success', labels }));
      const same = JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
      expect(first === second).toBe(same);
      const turned = Object.fromEntries(Object.entries(one).reverse());
      expect(seriesText({ name: 'probe_success', labels: turned })).toBe(first);
    }),
  );
});

test('promtool check metrics finds nothing to say about the whole catalogue', () => {
  const samples = NAMES.map((name) =>
    sample(1, Object.fromEntries(labelsOf(name).map((label) => [label, 'x\\"\n'])), name),
  );
  const checked = spawnSync(toolPath('promtool'), ['check', 'metrics'], {
    input: exposition(samples),
    encoding: 'utf8',
  });
  expect({ status: checked.status, said: checked.stdout + checked.stderr }).toEqual({ status: 0, said: '' });
});

function labelsOf(name: MetricName): readonly string[] {
  return METRICS[name].labels.map((label) => (label === '*' ? 'declared' : label));
}

/** Character by character, as Prometheus does it. */
function readSeries(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let at = text.indexOf('{') + 1;
  while (at > 0 && text[at] !== '}') {
    const equals = text.indexOf('="', at);
    const name = text.slice(at, equals);
    let value = '';
    for (at = equals + 2; text[at] !== '"'; at += 1) {
      if (text[at] === '\\') {
        at += 1;
        value += text[at] === 'n' ? '\n' : text[at];
      } else value += text[at];
    }
    labels[name] = value;
    at += text[at + 1] === ',' ? 2 : 1;
  }
  return labels;
}
