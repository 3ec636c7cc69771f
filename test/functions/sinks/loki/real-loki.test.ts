import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import { logEntryOf } from '../../../../functions/signals/log-entry.ts';
import { createLokiSink } from '../../../../functions/sinks/loki/loki-sink.ts';
import type { Delivery } from '../../../../lib/model/delivery.ts';
import type { LogEntry } from '../../../../lib/model/log-entry.ts';
import { makeResult } from '../../../support/batches.ts';
import { lineAt, logsOnly } from '../../../support/log-lines.ts';
import { type RealLoki, startLoki } from '../../../support/real-loki.ts';
import { probeOf } from '../../../support/tiny-kind.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW_MS = Date.now() - (Date.now() % MINUTE_MS);
const outgoing = createOutgoing();
let folder: string;
let loki: RealLoki;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probewright-loki-'));
  loki = await startLoki(folder);
});
afterAll(async () => {
  // Nothing of it is kept: it need not end in order.
  await loki?.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Every test has a tenant of its own. */
function send(tenant: string, logs: readonly LogEntry[]): Promise<Delivery> {
  const credentials = { headers: { 'X-Scope-OrgID': tenant } };
  // What is too old is Loki's to say here.
  const sink = createLokiSink({ url: loki.url, credentials, windowMs: 1_000 * HOUR_MS }, outgoing);
  return sink.send(logsOnly(logs), AbortSignal.timeout(20_000));
}
const all = (tenant: string) => loki.lines(tenant, '{job="probewright"}', NOW_MS - 30 * HOUR_MS, NOW_MS + HOUR_MS);
const counts = ({ delivered, rejected, retry }: Delivery) => ({
  delivered,
  rejected: Object.fromEntries(rejected.map(({ reason, count }) => [reason, count])),
  ...(retry && { retry }),
});

describe('runs of ten probes over half an hour', () => {
  const logs = Array.from({ length: 300 }, (_, index) => {
    const tickMs = NOW_MS - (index % 30) * MINUTE_MS;
    const name = `probe-${Math.floor(index / 30)}`;
    const outcome = (['up', 'up', 'up', 'down', 'degraded', 'error'] as const)[index % 6] ?? 'up';
    const result = {
      ...makeResult(name, tickMs + 7, outcome, 'line of a log'),
      run: index.toString(16).padStart(32, '5'),
    };
    return logEntryOf(result, { probe: probeOf({ name, labels: { team: 'shop' } }), location: 'eu-west-1', tickMs });
  });
  const wanted = logs.map(({ line, timestampMs, labels, metadata }) =>
    JSON.stringify([`${timestampMs}000000`, line, Object.entries({ ...labels, ...metadata }).sort()]),
  );
  async function stored() {
    return (await all('main')).map(({ timestampNs, line, labels }) => {
      const { service_name: _name, detected_level: _level, ...rest } = labels;
      return JSON.stringify([timestampNs, line, Object.entries(rest).sort()]);
    });
  }

  test('are there each once, with labels, metadata and the whole line', async () => {
    expect(counts(await send('main', logs))).toEqual({ delivered: 300, rejected: {} });
    expect((await stored()).sort()).toEqual(wanted.sort());
  });

  test('are there each once when they are sent again, from memory and after a flush', async () => {
    expect(counts(await send('main', logs))).toEqual({ delivered: 300, rejected: {} });
    expect((await stored()).sort()).toEqual(wanted.sort());
    await loki.flush();
    expect(counts(await send('main', logs))).toEqual({ delivered: 300, rejected: {} });
    expect((await stored()).sort()).toEqual(wanted.sort());
  });

  test('are there each once when Loki is killed, starts again, and gets them again', async () => {
    await loki.stop('SIGKILL');
    loki = await startLoki(folder);
    expect(counts(await send('main', logs))).toEqual({ delivered: 300, rejected: {} });
    expect((await stored()).sort()).toEqual(wanted.sort());
  });

  test('are there each once when Loki is killed, loses its disk, and gets them again', async () => {
    await loki.stop('SIGKILL');
    await rm(folder, { recursive: true });
    await mkdir(folder);
    loki = await startLoki(folder);
    expect(await stored()).toEqual([]);
    expect(counts(await send('main', logs))).toEqual({ delivered: 300, rejected: {} });
    expect((await stored()).sort()).toEqual(wanted.sort());
  });

  test('are found by their labels and by their metadata', async () => {
    const query = '{job="probewright", outcome="down"} | probe="probe-3" | reason="connect_refused" | team="shop"';
    const found = await loki.lines('main', query, NOW_MS - HOUR_MS, NOW_MS);
    expect(found.map(({ labels }) => [labels.probe, labels.outcome, labels.detected_level])).toEqual(
      Array(5).fill(['probe-3', 'down', 'error']),
    );
    const slow = `${query} | duration_seconds > 0.012 | duration_seconds < 0.013`;
    expect(await loki.lines('main', slow, NOW_MS - HOUR_MS, NOW_MS)).toHaveLength(5);
    const slower = `${query} | duration_seconds > 1`;
    expect(await loki.lines('main', slower, NOW_MS - HOUR_MS, NOW_MS)).toEqual([]);
    expect(found[0]?.line).toMatch(/^probe-3 down after 13 ms: connect_refused in connect: The target refused/);
  });
});

test('a line is taken six hours behind its stream, and refused thirteen hours behind, in words that are counted', async () => {
  expect(counts(await send('late', [lineAt(NOW_MS, 'newest')]))).toEqual({ delivered: 1, rejected: {} });
  expect(counts(await send('late', [lineAt(NOW_MS - 6 * HOUR_MS, 'six')]))).toEqual({ delivered: 1, rejected: {} });
  const mixed = Array.from({ length: 30 }, (_, index) =>
    lineAt(NOW_MS - (13 * HOUR_MS - index * 10 * MINUTE_MS), `${index}`),
  );
  const delivery = await send('late', mixed);
  // From 12 hours on: the first six are older.
  expect(counts(delivery)).toEqual({ delivered: 24, rejected: { 'too-old': 6 } });
  expect(delivery.rejected[0]?.answer).toMatch(/entry too far behind.*total ignored: 6 out of 30/s);
  expect(await all('late')).toHaveLength(26);
});

test('of two streams in one push Loki speaks of the last only, which is why we never send two', async () => {
  await send('two', [lineAt(NOW_MS, 'newest'), lineAt(NOW_MS, 'newest', 'down')]);
  const stream = (outcome: string, ms: number, line: string) => ({
    stream: { job: 'probewright', location: 'eu-west-1', kind: 'http', outcome },
    values: [[`${ms}000000`, line]],
  });
  const push = (streams: unknown[]) =>
    fetch(`${loki.url}/loki/api/v1/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Scope-OrgID': 'two' },
      body: JSON.stringify({ streams }),
    });
  const answer = await push([stream('up', NOW_MS - 20 * HOUR_MS, 'lost'), stream('down', NOW_MS, 'fine')]);
  expect(answer.status).toBe(204);
  const lines = (await all('two')).map(({ line }) => line).sort();
  expect(lines).toEqual(['fine', 'newest', 'newest']);

  const delivery = await send('two', [lineAt(NOW_MS - 20 * HOUR_MS, 'lost'), lineAt(NOW_MS, 'fine', 'down')]);
  expect(counts(delivery)).toEqual({ delivered: 1, rejected: { 'too-old': 1 } });
});

test('each refusal of a line has its reason, and takes no other line with it', async () => {
  const big = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`name_${index}`, 'x']));
  const refused = [
    lineAt(NOW_MS, 'x'.repeat(262_145)),
    lineAt(NOW_MS + 2 * HOUR_MS, 'tomorrow'),
    lineAt(NOW_MS - 8 * 24 * HOUR_MS, 'last week'),
    { ...lineAt(NOW_MS, 'too many'), metadata: big },
    { ...lineAt(NOW_MS, 'too much'), metadata: { name: 'x'.repeat(70_000) } },
  ];
  const fine = Array.from({ length: 9 }, (_, index) => lineAt(NOW_MS - index, `fine ${index}`));
  expect(counts(await send('lines', [...refused, ...fine]))).toEqual({
    delivered: 9,
    rejected: { 'too-large': 3, 'too-new': 1, 'too-old': 1 },
  });
  expect(await all('lines')).toHaveLength(9);
});

test('labels that Loki refuses are refused for every line of the stream', async () => {
  const logs = [lineAt(NOW_MS, 'a'), lineAt(NOW_MS - 1, 'b')].map((entry) => ({
    ...entry,
    labels: { ...entry.labels, location: 'x'.repeat(3_000) },
  }));
  expect(counts(await send('labels', logs))).toEqual({ delivered: 0, rejected: { invalid: 2 } });
});

test('a rate limit means another try', async () => {
  const logs = Array.from({ length: 50 }, (_, index) => lineAt(NOW_MS - index, 'x'.repeat(200)));
  expect(counts(await send('slow', logs))).toEqual({
    delivered: 0,
    rejected: {},
    retry: { reason: expect.stringMatching(/^429: ingestion rate limit exceeded for user slow/) },
  });
});

test('no tenant means unauthorized', async () => {
  const sink = createLokiSink({ url: loki.url }, outgoing);
  const delivery = await sink.send(logsOnly([lineAt(NOW_MS, 'a')]), AbortSignal.timeout(20_000));
  expect(delivery).toEqual({ delivered: 0, rejected: [{ reason: 'unauthorized', count: 1, answer: 'no org id' }] });
});

test('a line at a whole hour is found also where it is the last of its chunk', async () => {
  const own = await mkdtemp(join(tmpdir(), 'probewright-loki-'));
  const hourMs = NOW_MS - (NOW_MS % HOUR_MS) - 3 * HOUR_MS;
  const lines = [10, 5, 0].map((minutes) => lineAt(hourMs - minutes * MINUTE_MS, `-${minutes} minutes`));
  const writer = await startLoki(own);
  const sink = createLokiSink({ url: writer.url, credentials: { headers: { 'X-Scope-OrgID': 'hours' } } }, outgoing);
  expect(counts(await sink.send(logsOnly(lines), AbortSignal.timeout(20_000)))).toEqual({ delivered: 3, rejected: {} });
  await writer.flush();
  await writer.stop();
  // Nothing in memory any more.
  await rm(join(own, 'data', 'wal'), { recursive: true });
  const reader = await startLoki(own);
  try {
    const found = await reader.lines('hours', '{job="probewright"}', hourMs - HOUR_MS / 2, hourMs + HOUR_MS / 2);
    expect(found.map(({ line }) => line).sort()).toEqual(lines.map(({ line }) => line).sort());
  } finally {
    await reader.stop('SIGKILL');
    await rm(own, { recursive: true, force: true });
  }
});
