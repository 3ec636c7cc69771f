import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPrometheus } from '../../support/accounting/prometheus.ts';
import { startCommand } from '../../support/command.ts';
import { makeFolder } from '../../support/folder.ts';
import { startTarget, until } from '../../support/local-runner.ts';

test('what «run --remote-write» sees is in Prometheus at its tick, and a probe that is removed is gone from it at once', async () => {
  const folder = await makeFolder();
  const prometheus = await startPrometheus(folder, 60);
  onTestFinished(prometheus.stop);
  const target = await startTarget();
  await mkdir(join(folder, 'probes'));
  const file = join(folder, 'probes', 'shop.probe.yaml');
  await writeFile(file, `probes:\n  - { name: shop, kind: http, target: '${target.url}', interval: 1h }\n`);
  const url = `${prometheus.base}/api/v1/write`;
  const run = startCommand(folder, ['run', '--listen', '127.0.0.1:0', '--log', 'json', '--remote-write', url]);
  const [, page = ''] = await run.print(/"page":"([^"]+)"/);
  const answer = await fetch(`${page}api/probes/shop/run`, { method: 'POST' });
  const { tickMs } = (await answer.json()) as { tickMs: number };
  const found = await until(async () => (await query('probe_success{probe="shop"}[1h]'))[0]);
  expect(found.values?.some(([seconds, value]) => Math.round(seconds * 1000) === tickMs && value === '1')).toBe(true);
  expect(await query('{probe="shop"}')).not.toEqual([]);
  await writeFile(file, 'probes: []\n');
  await until(async () => (await query('{probe="shop"}')).length === 0);
  expect((await query('count_over_time(probe_success{probe="shop"}[1h])')).length).toBe(1);

  async function query(text: string): Promise<{ values?: [number, string][] }[]> {
    // A run's tick may be the moment at which it is asked for: look from a little later.
    const body = new URLSearchParams({ query: text, time: String(Date.now() / 1000 + 1) });
    const response = await fetch(`${prometheus.base}/api/v1/query`, { method: 'POST', body });
    return ((await response.json()) as { data: { result: { values?: [number, string][] }[] } }).data.result;
  }
});
