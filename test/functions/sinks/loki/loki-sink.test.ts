import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import { createLokiSink, type LokiSettings } from '../../../../functions/sinks/loki/loki-sink.ts';
import type { Delivery } from '../../../../lib/model/delivery.ts';
import type { LogEntry } from '../../../../lib/model/log-entry.ts';
import { lineAt, logsOnly } from '../../../support/log-lines.ts';
import { type Interference, LokiReceiver } from '../../../support/loki-receiver.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW_MS = Date.now() - (Date.now() % MINUTE_MS);
const outgoing = createOutgoing();
let receivers: LokiReceiver[] = [];
afterEach(() => {
  for (const receiver of receivers) receiver.stop();
  receivers = [];
});

async function loki(...[limits, interfere]: Parameters<typeof LokiReceiver.start>): Promise<LokiReceiver> {
  const receiver = await LokiReceiver.start(limits, interfere);
  receivers.push(receiver);
  return receiver;
}
function send(
  receiver: LokiReceiver,
  logs: readonly LogEntry[],
  settings: Partial<LokiSettings> = {},
): Promise<Delivery> {
  const sink = createLokiSink({ url: receiver.url, ...settings }, outgoing);
  return sink.send(logsOnly(logs), AbortSignal.timeout(20_000));
}
const minutes = (count: number, fromMs = NOW_MS) =>
  Array.from({ length: count }, (_, index) => lineAt(fromMs - index * MINUTE_MS, `front up · ${index}`));
const always =
  (status: number, body = '', headers = {}): Interference =>
  () => ({ status, body, headers });

describe('what arrives', () => {
  test('is every line once, with its labels, its tick and its metadata, compressed', async () => {
    const receiver = await loki();
    const logs = [lineAt(NOW_MS, 'a'), lineAt(NOW_MS - 1, 'b'), lineAt(NOW_MS, 'c', 'down')];
    expect(await send(receiver, logs)).toEqual({ delivered: 3, rejected: [] });
    const stream = '{job="probewright", location="eu-west-1", kind="http", outcome="up"}';
    expect(receiver.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect(receiver.requests[0]?.lines).toEqual([
      { stream, timestampNs: BigInt(NOW_MS - 1) * 1_000_000n, line: 'b', metadata: { probe: 'front', run: 'b' } },
      { stream, timestampNs: BigInt(NOW_MS) * 1_000_000n, line: 'a', metadata: { probe: 'front', run: 'a' } },
    ]);
    expect(receiver.requests[1]?.lines.map(({ line }) => line)).toEqual(['c']);
  });

  test('is the same when it is sent again', async () => {
    const receiver = await loki();
    const logs = minutes(5);
    await send(receiver, logs);
    expect(await send(receiver, logs)).toEqual({ delivered: 5, rejected: [] });
    expect(receiver.stored).toHaveLength(5);
  });

  test('carries the tenant and the credentials', async () => {
    const receiver = await loki({ tenant: 'shop' });
    const basic = { username: 'probe', password: 'secret' };
    expect(await send(receiver, minutes(1))).toMatchObject({
      delivered: 0,
      rejected: [{ reason: 'unauthorized', answer: 'no org id' }],
    });
    await send(receiver, minutes(1), { credentials: { basic, headers: { 'X-Scope-OrgID': 'shop' } } });
    expect(receiver.stored).toHaveLength(1);
    expect(receiver.requests[1]?.headers.authorization).toBe('Basic cHJvYmU6c2VjcmV0');
  });

  test.each([
    ['', '/loki/api/v1/push'],
    ['/', '/loki/api/v1/push'],
    ['/logs', '/logs/loki/api/v1/push'],
    ['/logs/push', '/logs/push'],
  ])('at an address with path «%s» goes to %s', async (path, asked) => {
    const receiver = await loki();
    await send(receiver, minutes(1), { url: `${receiver.url}${path}` });
    expect(receiver.requests[0]?.path).toBe(asked);
  });

  test('is in requests within the limits on lines and bytes', async () => {
    const receiver = await loki();
    await send(receiver, minutes(25), { limits: { maxLines: 10, maxBytes: 1e6 } });
    expect(receiver.requests.map(({ lines }) => lines.length)).toEqual([10, 10, 5]);
    const long = ['x', 'y', 'z'].map((letter, index) => lineAt(NOW_MS - index, letter.repeat(500)));
    await send(receiver, long, { limits: { maxLines: 10, maxBytes: 1_100 } });
    expect(receiver.requests.slice(3).map(({ lines }) => lines.length)).toEqual([1, 1, 1]);
  });

  test('asks nothing of a Loki when there are no lines', async () => {
    const receiver = await loki();
    expect(await send(receiver, [])).toEqual({ delivered: 0, rejected: [] });
    expect(receiver.requests).toEqual([]);
  });
});

describe('lines that are refused', () => {
  test('before they are sent, when they are older than the window', async () => {
    const receiver = await loki();
    const logs = [lineAt(NOW_MS, 'new'), lineAt(NOW_MS - 13 * HOUR_MS, 'old')];
    expect(await send(receiver, logs)).toEqual({
      delivered: 1,
      rejected: [
        { reason: 'too-old', count: 1, answer: 'Not sent: older than the 12 h that this Loki is said to take.' },
      ],
    });
    expect(receiver.requests.flatMap(({ lines }) => lines)).toHaveLength(1);
  });

  test('too far behind their stream, are counted though Loki names only ten', async () => {
    const receiver = await loki();
    await send(receiver, [lineAt(NOW_MS, 'newest')]);
    const late = minutes(50, NOW_MS - HOUR_MS + 20 * MINUTE_MS);
    const { delivered, rejected } = await send(receiver, late);
    // Those at 40 to 60 minutes before are taken.
    expect({ delivered, rejected: rejected.map(({ reason, count }) => [reason, count]) }).toEqual({
      delivered: 21,
      rejected: [['too-old', 29]],
    });
    expect(rejected[0]?.answer).toMatch(/entry too far behind.*total ignored: 29 out of 50/s);
    expect(receiver.requests).toHaveLength(2);
  });

  test('in one stream, are seen though the stream after it is fine', async () => {
    const receiver = await loki();
    await send(receiver, [lineAt(NOW_MS, 'newest'), lineAt(NOW_MS, 'newest', 'down')]);
    const logs = [lineAt(NOW_MS - 2 * HOUR_MS, 'late'), lineAt(NOW_MS, 'fine', 'down')];
    expect(await send(receiver, logs)).toMatchObject({ delivered: 1, rejected: [{ reason: 'too-old', count: 1 }] });
  });

  test('one by one, for reasons of their own, are told apart', async () => {
    const receiver = await loki({ maxLineBytes: 100, rejectOldMs: HOUR_MS, windowMs: 24 * HOUR_MS });
    const long = [
      lineAt(NOW_MS, 'x'.repeat(101)),
      lineAt(NOW_MS - 1, 'y'.repeat(101)),
      lineAt(NOW_MS, 'z'.repeat(150)),
    ];
    const logs = [...long, lineAt(NOW_MS + HOUR_MS, 'new'), lineAt(NOW_MS - 2 * HOUR_MS, 'old'), ...minutes(5)];
    const { delivered, rejected } = await send(receiver, logs);
    expect(delivered).toBe(5);
    expect(Object.fromEntries(rejected.map(({ reason, count }) => [reason, count]))).toEqual({
      'too-large': 3,
      'too-new': 1,
      'too-old': 1,
    });
    expect(receiver.stored).toHaveLength(5);
    expect(receiver.requests).toHaveLength(1);
  });

  test('at two places of Loki, of which it tells only the second, are found by smaller pushes', async () => {
    const receiver = await loki({ maxLineBytes: 100 });
    await send(receiver, [lineAt(NOW_MS, 'newest')]);
    const logs = [lineAt(NOW_MS, 'x'.repeat(101)), lineAt(NOW_MS - 2 * HOUR_MS, 'late'), ...minutes(6)];
    const { delivered, rejected } = await send(receiver, logs);
    expect({ delivered, reasons: rejected.map(({ reason, count }) => `${reason} ${count}`).sort() }).toEqual({
      delivered: 6,
      reasons: ['too-large 1', 'too-old 1'],
    });
    expect(receiver.stored).toHaveLength(7);
  });

  test('with an answer too long to be read whole, are found by smaller pushes', async () => {
    const receiver = await loki({ named: 0 }, ({ lines }) => {
      const old = lines.filter(({ line }) => line === 'old');
      if (old.length === 0) return undefined;
      const all = old.map(
        () => `entry with timestamp x ignored, reason: 'entry too far behind, ${'.'.repeat(200)}',\n`,
      );
      return {
        status: 400,
        body: `${all.join('')}user 'fake', total ignored: ${old.length} out of ${lines.length} for stream: {}`,
      };
    });
    const logs = [...Array.from({ length: 400 }, (_, index) => lineAt(NOW_MS - 400_000 + index, 'old')), ...minutes(3)];
    expect(await send(receiver, logs)).toMatchObject({ delivered: 3, rejected: [{ reason: 'too-old', count: 400 }] });
    expect(receiver.requests.length).toBeLessThan(8);
  });

  test('all together for their labels, are counted as all', async () => {
    const body = `stream '{job="probewright"}' has label value too long: 'x'`;
    const receiver = await loki({}, always(400, body));
    expect(await send(receiver, minutes(7))).toEqual({
      delivered: 0,
      rejected: [{ reason: 'invalid', count: 7, answer: body }],
    });
  });

  test('all together for what nobody knows, cost two requests and not one a line', async () => {
    const receiver = await loki({}, always(400, 'this is no Loki'));
    const delivery = await send(receiver, minutes(500));
    expect(delivery).toEqual({
      delivered: 0,
      rejected: [{ reason: 'invalid', count: 500, answer: 'this is no Loki' }],
    });
    expect(receiver.requests).toHaveLength(2);
  });

  test('all together when the request is too large, arrive in smaller ones', async () => {
    const receiver = await loki({ maxBodyBytes: 2_000, windowMs: 24 * HOUR_MS });
    expect(await send(receiver, minutes(100))).toEqual({ delivered: 100, rejected: [] });
    expect(receiver.stored).toHaveLength(100);
  });

  test('each alone too large for a request, are rejected', async () => {
    const receiver = await loki({ maxBodyBytes: 2_000 });
    const logs = [lineAt(NOW_MS, 'x'.repeat(3_000)), lineAt(NOW_MS, 'short')];
    expect(await send(receiver, logs)).toMatchObject({ delivered: 1, rejected: [{ reason: 'too-large', count: 1 }] });
  });
});

describe('the whole answer', () => {
  test.each([
    [429, { 'retry-after': '7' }, 7_000],
    [503, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }, expect.closeTo(3_600_000, -5)],
    [500, {}, undefined],
    [502, {}, undefined],
    [408, {}, undefined],
    [260, {}, undefined],
  ])('%s means another try', async (status, headers, afterMs) => {
    const receiver = await loki({}, always(status, 'not now', headers));
    expect(await send(receiver, minutes(3))).toEqual({
      delivered: 0,
      rejected: [],
      retry: { reason: `${status}: not now`, ...(afterMs !== undefined && { afterMs }) },
    });
  });

  test.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not-found'],
    [422, 'invalid'],
    [302, 'redirected'],
  ])('%s means rejected as %s, in its own words', async (status, reason) => {
    const receiver = await loki({}, always(status, 'no', { location: '/elsewhere' }));
    expect(await send(receiver, minutes(3))).toEqual({ delivered: 0, rejected: [{ reason, count: 3, answer: 'no' }] });
    expect(receiver.requests).toHaveLength(1);
  });

  test('never shows what we proved ourselves with', async () => {
    const receiver = await loki({}, ({ headers }) => ({
      status: 403,
      body: `${headers.authorization} ${headers['x-api-key']} ${headers['x-scope-orgid']} ${'.'.repeat(5_000)}`,
    }));
    const basic = { username: 'probe', password: 'hunter2hunter2' };
    const headers = { 'X-API-Key': 'hunter3hunter3', 'X-Scope-OrgID': 'shop' };
    for (const [credentials, said] of [
      [{ bearer: 'hunter2hunter2', headers }, /^Bearer … … shop/],
      [{ basic, headers }, /^Basic … … shop/],
    ] as const) {
      const { rejected } = await send(receiver, minutes(1), { credentials });
      expect(rejected[0]?.answer).toMatch(said);
      expect(rejected[0]?.answer).toHaveLength(2_000);
    }
  });

  test('that names a rate limit among refused lines means another try', async () => {
    const body = `entry with timestamp 2026 ignored, reason: 'Per stream rate limit exceeded (limit: 3MB/sec)',\nuser 'fake', total ignored: 1 out of 3 for stream: {}`;
    const receiver = await loki({}, always(400, body));
    expect(await send(receiver, minutes(3))).toMatchObject({
      delivered: 0,
      rejected: [],
      retry: { reason: `400: ${body}` },
    });
  });

  test('that never comes means another try, and the parts after it are not tried', async () => {
    const receiver = await loki({}, () => 'cut');
    const delivery = await send(receiver, minutes(30), { limits: { maxLines: 10, maxBytes: 1e6 } });
    expect(delivery).toMatchObject({
      delivered: 0,
      rejected: [],
      retry: { reason: expect.stringMatching(/127\.0\.0\.1/) },
    });
    expect(receiver.requests).toHaveLength(1);
    const { url } = receiver;
    receiver.stop();
    const refused = await createLokiSink({ url }, outgoing).send(logsOnly(minutes(1)), AbortSignal.timeout(20_000));
    expect(refused.retry?.reason).toMatch(/ECONNREFUSED/);
  });

  test('in the end adds up, whatever was interfered with on the way', async () => {
    const anyLine = fc.record({
      minute: fc.integer({ min: 0, max: 14 * 60 }),
      outcome: fc.constantFrom<LogEntry['labels']['outcome'][]>('up', 'down'),
      size: fc.constantFrom(10, 101),
    });
    const trouble = fc.array(fc.constantFrom('cut' as const, 429, 500, undefined, undefined), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { maxLength: 60 }), trouble, async (drawn, troubles) => {
        const logs = drawn.map(({ minute, outcome, size }, index) =>
          lineAt(NOW_MS - minute * MINUTE_MS, String(index).padEnd(size, '.'), outcome),
        );
        const receiver = await loki({ maxLineBytes: 100 }, (_, index) => {
          const now = troubles[index];
          return typeof now === 'number' ? { status: now } : now;
        });
        const sink = createLokiSink({ url: receiver.url, limits: { maxLines: 20, maxBytes: 1e6 } }, outgoing);
        let delivery = await sink.send(logsOnly(logs), AbortSignal.timeout(20_000));
        while (delivery.retry) delivery = await sink.send(logsOnly(logs), AbortSignal.timeout(20_000));
        const refused = delivery.rejected.reduce((sum, { count }) => sum + count, 0);
        expect(delivery.delivered + refused).toBe(logs.length);
        // A line that was taken at one time and is too far behind at the next is there all the same.
        expect(receiver.stored.length).toBeGreaterThanOrEqual(delivery.delivered);
        if (troubles.length === 0) expect(receiver.stored).toHaveLength(delivery.delivered);
        receiver.stop();
      }),
      { numRuns: 60 },
    );
  });
});
