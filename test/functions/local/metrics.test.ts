import { expect, test } from 'vitest';
import { makeFolder } from '../../support/folder.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { startTarget, startTestLocal } from '../../support/local-runner.ts';

/** Families, in order, and samples by series; fails on what is no line of the text format. */
function parse(text: string): { families: string[]; samples: Map<string, number> } {
  const families: string[] = [];
  const samples = new Map<string, number>();
  for (const line of text.trimEnd().split('\n')) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (type) families.push(type[1] ?? '');
    if (line.startsWith('#') || line === '') continue;
    const sample = /^([a-zA-Z_:][\w:]*(?:\{.*\})?) (\S+)$/.exec(line);
    expect(sample, line).not.toBeNull();
    expect(samples.has(sample?.[1] ?? ''), line).toBe(false);
    samples.set(sample?.[1] ?? '', Number(sample?.[2]?.replace('+Inf', 'Infinity')));
  }
  return { families, samples };
}

test('the page of metrics is one valid exposition of probes and runner, no family twice, no value that is none', async () => {
  const target = await startTarget();
  const probes = [
    httpProbe('good', target.url, { labels: { team: 'a"b\\c' } }),
    httpProbe('bad', 'http://127.0.0.1:1/'),
  ];
  const { ask } = await startTestLocal(await makeFolder(), probes, { location: 'local' });
  for (const { name } of probes) await ask(`/api/probes/${name}/run`, { method: 'POST' });
  const answer = await ask('/metrics');
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  const { families, samples } = parse(answer.body.toString());
  expect(new Set(families).size).toBe(families.length);
  for (const [series, value] of samples) expect(Number.isNaN(value), series).toBe(false);
  const own = (probe: string, instance: string) =>
    `instance="${instance}",job="probewright",location="local",probe="${probe}"`;
  expect(samples.get(`probe_success{${own('good', target.url)},team="a\\"b\\\\c"}`)).toBe(1);
  expect(samples.get(`probe_success{${own('bad', 'http://127.0.0.1:1/')}}`)).toBe(0);
  expect(samples.get('probewright_runs_total{outcome="up"}')).toBeGreaterThanOrEqual(1);
  expect(samples.get('probewright_runs_total{outcome="down"}')).toBeGreaterThanOrEqual(1);
  expect(samples.get('probewright_journal_fsync_seconds_count')).toBeGreaterThanOrEqual(2);
  expect(samples.get('probewright_journal_batches')).toBeGreaterThanOrEqual(2);
  expect(samples.get('probewright_config_last_reload_successful')).toBe(1);
  expect(samples.get('probewright_probes')).toBe(2);
  expect([...samples.keys()].filter((series) => series.startsWith('probe_run_'))).toEqual([]);
  for (const name of ['loop_delay_max_seconds', 'late_ticks_total', 'journal_bytes', 'live_clients']) {
    expect(samples.get(`probewright_${name}`), name).toBeGreaterThanOrEqual(0);
  }
});

test('a reload with errors and its end are in the metrics', async () => {
  const { ask, ...runner } = await startTestLocal(await makeFolder(), []);
  const value = async (series: string) => parse((await ask('/metrics')).body.toString()).samples.get(series);
  runner.fail([{ code: 'PW2001', severity: 'error', message: 'Broken.' }]);
  await ask('/-/reload', { method: 'POST' });
  expect(await value('probewright_config_last_reload_successful')).toBe(0);
  expect(await value('probewright_config_reloads_total{result="failure"}')).toBe(1);
  runner.set([]);
  await ask('/-/reload', { method: 'POST' });
  expect(await value('probewright_config_last_reload_successful')).toBe(1);
  expect(await value('probewright_config_reloads_total{result="success"}')).toBe(2);
});

test('series of a probe that is no longer in the set, or disabled, are gone', async () => {
  const target = await startTarget();
  const { ask, ...runner } = await startTestLocal(await makeFolder(), [httpProbe('shop', target.url)]);
  await ask('/api/probes/shop/run', { method: 'POST' });
  expect((await ask('/metrics')).body.toString()).toContain('probe="shop"');
  runner.set([httpProbe('shop', target.url, { enabled: false })]);
  await ask('/-/reload', { method: 'POST' });
  expect((await ask('/metrics')).body.toString()).not.toContain('probe="shop"');
});
