import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { FindingsAnswer, ProbeAnswer, ProbesAnswer, RunAnswer, RunsAnswer } from '../../../functions/local/api.ts';
import { rhythmOf } from '../../../functions/local/schedule.ts';
import { VERSION } from '../../../lib/model/version.ts';
import { makeFolder } from '../../support/folder.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { startTarget, startTestLocal, until } from '../../support/local-runner.ts';

test('a probe that is added runs within seconds, and its summary tells what was seen', async () => {
  const target = await startTarget();
  const name = Array.from({ length: 1000 }, (_, i) => `shop-${i}`).find(isSoon) ?? '';
  const { json } = await startTestLocal(await makeFolder(), [
    httpProbe(name, target.url, { labels: { team: 'shop' } }),
  ]);
  const waiting = await json<ProbesAnswer>('/api/probes');
  expect(waiting).toMatchObject({ version: VERSION, location: 'local', findings: { current: true, diagnostics: [] } });
  const answer = await until(async () => {
    const now = await json<ProbesAnswer>('/api/probes');
    return now.probes[0]?.state === 'up' && now;
  });
  const [summary] = answer.probes;
  expect(summary).toMatchObject({
    name,
    kind: 'http',
    labels: { team: 'shop' },
    availability24h: 1,
    availability30d: 1,
  });
  expect(summary?.strip).toEqual([{ tickMs: summary?.lastTickMs, outcome: 'up', durationMs: summary?.medianMs }]);
  expect(summary?.sinceMs).toBe(summary?.lastTickMs);
  expect((summary?.nextTickMs ?? 0) - answer.asOfMs).toBeLessThanOrEqual(3_600_000);
});

/** The first run comes within five seconds; a test need not wait that long. */
function isSoon(name: string): boolean {
  return rhythmOf(name, 3_600_000).offsetMs % 5_000 < 100;
}

test('run now answers with the run, which is then in the journal, the summary and the detail', async () => {
  const target = await startTarget();
  const probe = httpProbe('shop', target.url);
  const { json, ask } = await startTestLocal(await makeFolder(), [probe]);
  target.status = 503;
  const { body, status } = await ask('/api/probes/shop/run', { method: 'POST' });
  const run = JSON.parse(body.toString()) as RunAnswer;
  expect(status).toBe(200);
  expect(run.result).toMatchObject({ probe: 'shop', outcome: 'down', failure: { reason: 'status_unexpected' } });
  target.status = 200;
  await ask('/api/probes/shop/run', { method: 'POST' });
  const detail = await json<ProbeAnswer>('/api/probes/shop');
  expect(detail.probe).toEqual(probe);
  expect(detail.lastBad).toEqual(run);
  expect(detail.lastGood?.result.outcome).toBe('up');
  expect(detail.last).toEqual(detail.lastGood);
  expect(detail.summary.state).toBe('up');
  const runs = await json<RunsAnswer>('/api/runs?probe=shop');
  expect(runs.more).toBe(false);
  expect(runs.runs[0]).toEqual(run);
  expect(runs.runs.length).toBeGreaterThanOrEqual(2);
  expect(await json<RunsAnswer>(`/api/runs?probe=shop&to=${run.tickMs}`)).toEqual({ runs: [], more: false });
  expect((await json<RunsAnswer>(`/api/runs?from=${new Date(run.tickMs).toISOString()}`)).runs[0]).toEqual(run);
});

test('two that ask for a run at once share it', async () => {
  const target = await startTarget();
  const { ask } = await startTestLocal(await makeFolder(), [httpProbe('shop', target.url, { enabled: true })]);
  const answers = await Promise.all([1, 2, 3].map(() => ask('/api/probes/shop/run', { method: 'POST' })));
  expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1);
});

test.each([
  ['/api/runs?when=now', 400, "no query parameter 'when' here. It takes probe, from, to."],
  ['/api/runs?from=1&from=2', 400, "'from' is given twice"],
  ['/api/runs?from=yesterday', 400, 'it takes unix milliseconds (1795348800000) or ISO 8601'],
  ['/api/runs?from=2&to=1', 400, "'from' (1970-01-01T00:00:00.002Z) is after 'to'"],
  ['/api/runs?probe=shpo', 404, "There is no probe 'shpo'. Did you mean 'shop'?"],
  ['/api/probes?x', 400, "no query parameter 'x' here. It takes none."],
  ['/api/probes/shpo', 404, "Did you mean 'shop'?"],
  ['/api/probes/%E0%A4%A', 400, 'not well-formed'],
  ['/page/nothing.ts', 404, "no file 'nothing.ts'"],
  ['/page/..%2fapi.ts', 404, 'no file'],
  ['/page/tsconfig.json', 404, 'no file'],
  ['/nowhere', 404, 'There is nothing at /nowhere.'],
])('GET %s is answered %i in words', async (path, status, words) => {
  const { ask } = await startTestLocal(await makeFolder(), [
    httpProbe('shop', 'http://127.0.0.1:1/', { enabled: false }),
  ]);
  const answer = await ask(path);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body.toString()).error).toContain(words);
});

test('a disabled probe is shown, does not run by itself, and is not run now', async () => {
  const target = await startTarget();
  const { ask, json } = await startTestLocal(await makeFolder(), [httpProbe('off', target.url, { enabled: false })]);
  const { probes } = await json<ProbesAnswer>('/api/probes');
  expect(probes).toMatchObject([{ name: 'off', state: 'disabled', strip: [] }]);
  expect(probes[0]).not.toHaveProperty('nextTickMs');
  const refused = await ask('/api/probes/off/run', { method: 'POST' });
  expect([refused.status, refused.body.toString()]).toEqual([409, expect.stringContaining('enabled: false')]);
  expect(target.seen).toEqual([]);
});

test('what is not for a path is answered 405 with what is', async () => {
  const { ask } = await startTestLocal(await makeFolder(), []);
  const answer = await ask('/-/reload');
  expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  expect((await ask('/api/probes', { method: 'DELETE' })).status).toBe(405);
  const head = await ask('/api/probes', { method: 'HEAD' });
  expect([head.status, head.body.length]).toEqual([200, 0]);
  expect(Number(head.headers['content-length'])).toBeGreaterThan(50);
});

test('JSON and metrics are compressed for who asks for it', async () => {
  const probes = Array.from({ length: 20 }, (_, i) => httpProbe(`p${i}`, 'http://127.0.0.1:1/', { enabled: false }));
  const { ask } = await startTestLocal(await makeFolder(), probes);
  for (const path of ['/api/probes', '/metrics']) {
    const zipped = await ask(path, { headers: { 'accept-encoding': 'br, gzip;q=0.5' } });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(zipped.body).length).toBeGreaterThan(1024);
    const plain = await ask(path, { headers: { 'accept-encoding': 'gzip;q=0, identity' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers.vary).toBe('accept-encoding');
  }
});

test('a reload with errors keeps the set, says so with 422, and a good one takes its place', async () => {
  const { ask, json, local, ...runner } = await startTestLocal(await makeFolder(), [
    httpProbe('one', 'http://127.0.0.1:1/', { enabled: false }),
  ]);
  const diagnostic = { code: 'PW2001', severity: 'error', message: 'There is no key «taget».' } as const;
  runner.fail([diagnostic]);
  const failed = await ask('/-/reload', { method: 'POST' });
  expect(failed.status).toBe(422);
  expect(await json<FindingsAnswer>('/api/findings')).toEqual(JSON.parse(failed.body.toString()));
  const { probes, findings } = await json<ProbesAnswer>('/api/probes');
  expect(probes.map(({ name }) => name)).toEqual(['one']);
  expect(findings).toMatchObject({ current: false, diagnostics: [diagnostic] });
  expect(runner.lines.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('There is no key «taget».'),
  );
  runner.set([httpProbe('two', 'http://127.0.0.1:1/', { enabled: false })]);
  expect((await ask('/-/reload', { method: 'POST' })).status).toBe(200);
  expect((await json<ProbesAnswer>('/api/probes')).probes.map(({ name }) => name)).toEqual(['two']);
  expect(runner.lines.at(-1)).toMatchObject({ event: 'set', added: 1, removed: 1 });
});

test('it is healthy and ready once definitions were read, and not ready when the first had errors', async () => {
  const good = await startTestLocal(await makeFolder(), []);
  expect((await good.ask('/-/ready')).status).toBe(200);
  const finding = { code: 'PW2001', severity: 'error', message: 'Broken.' } as const;
  const bad = await startTestLocal(await makeFolder(), [], { compile: async () => ({ diagnostics: [finding] }) });
  expect((await bad.ask('/-/healthy')).status).toBe(200);
  const ready = await bad.ask('/-/ready');
  expect([ready.status, ready.body.toString()]).toEqual([
    503,
    expect.stringContaining('no definitions without errors'),
  ]);
});

test('a compiler that breaks by our own fault is a finding, not the end of the runner', async () => {
  const { json } = await startTestLocal(await makeFolder(), [], {
    compile: () => Promise.reject(new Error('out of memory')),
  });
  const { current, diagnostics } = await json<FindingsAnswer>('/api/findings');
  expect(current).toBe(false);
  expect(diagnostics[0]?.message).toContain('by a fault of ours: out of memory');
});
