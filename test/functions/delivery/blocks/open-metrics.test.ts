import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPEN_METRICS_END, openMetricsLine, secondsText } from '../../../../functions/delivery/blocks/open-metrics.ts';
import { createBlocks } from '../../../../functions/delivery/blocks/promtool.ts';
import type { Sample } from '../../../../lib/model/sample.ts';
import { toolPath } from '../../../../tools/install.ts';
import { NOON_MS } from '../../../support/batches.ts';
import { makeFolder } from '../../../support/folder.ts';
import { dumpBlocks } from '../../../support/promtool-dump.ts';

const never = new AbortController().signal;
const labels = { job: 'j', instance: 'i', location: 'l' };
const sample = (probe: string, value: number, timestampMs: number): Sample => ({
  name: 'probe_success',
  labels: { ...labels, probe },
  value,
  timestampMs,
});

test('every millisecond comes back as itself when it is multiplied and cut as Prometheus does', () => {
  const moments = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(moments, (ms) => {
      expect(Math.trunc(Number(secondsText(ms)) * 1000)).toBe(ms);
    }),
    { numRuns: 5_000 },
  );
});

test('values, milliseconds and any text in a label are in the real block as they were', async () => {
  const folder = await makeFolder();
  const texts = ['plain', 'a "quoted" \\ back\nline', 'größer 😀', '{x="y"} 1', ''];
  const values = [0, -0, 1, 0.1 + 0.2, 5e-324, 1.7976931348623157e308, Number.POSITIVE_INFINITY, 1e21, -1e-7];
  const samples = texts.flatMap((text, i) =>
    values.map((value, at) => sample(`${i}${text}`, value, NOON_MS + at * 1000 + i * 7 + 1)),
  );
  const path = join(folder, 'samples.om');
  await writeFile(path, samples.map((one) => openMetricsLine(one)).join('') + OPEN_METRICS_END);
  const blocks = join(folder, 'blocks');
  expect(await createBlocks(toolPath('promtool'), path, blocks, never)).toHaveLength(1);
  const dumped = (await dumpBlocks(blocks)).map((line) => {
    const [, probe = '', value, ms] = /probe="((?:[^"\\]|\\.)*)"\} (\S+) (\d+)$/.exec(line) ?? [];
    return `${JSON.parse(`"${probe}"`)} ${Number(value?.replace('+Inf', 'Infinity'))} ${ms}`;
  });
  expect(dumped.sort()).toEqual(
    samples.map(({ labels, value, timestampMs }) => `${labels.probe} ${value} ${timestampMs}`).sort(),
  );
});

test('the mark of a series’ end has no line', () => {
  expect(openMetricsLine({ ...sample('a', Number.NaN, NOON_MS), stale: true })).toBeUndefined();
});

test('what promtool refuses is told in its own words', async () => {
  const folder = await makeFolder();
  const path = join(folder, 'bad.om');
  await writeFile(path, 'no metric at all {\n# EOF\n');
  const blocks = createBlocks(toolPath('promtool'), path, join(folder, 'blocks'), never);
  await expect(blocks).rejects.toThrow(/made no blocks of .*bad\.om \(it ended with 1\): .*invalid syntax/s);
  await expect(createBlocks(join(folder, 'none'), path, join(folder, 'x'), never)).rejects.toThrow(/could not be run/);
});
