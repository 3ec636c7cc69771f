import { afterEach, describe, expect, it } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import {
  createRemoteWriteSink,
  type RemoteWriteSettings,
} from '../../../../functions/sinks/remote-write/remote-write-sink.ts';
import type { Delivery } from '../../../../lib/model/delivery.ts';
import { METRICS } from '../../../../lib/model/metrics.ts';
import type { Sample } from '../../../../lib/model/sample.ts';
import { STALE_BITS } from '../../../support/remote-write-decode.ts';
import {
  createRemoteWriteReceiver,
  type ReceiverBehaviour,
  type RemoteWriteReceiver,
  type Reply,
} from '../../../support/remote-write-receiver.ts';
import { sampleTick } from '../../../support/remote-write-samples.ts';

const opened: RemoteWriteReceiver[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

async function listen(behaviour: ReceiverBehaviour = {}): Promise<RemoteWriteReceiver> {
  const receiver = await createRemoteWriteReceiver(behaviour);
  opened.push(receiver);
  return receiver;
}

const now = Math.floor(Date.now() / 1000) * 1000;
type Own = Omit<RemoteWriteSettings, 'url'>;
const sinkTo = ({ url }: RemoteWriteReceiver, settings: Own = {}) =>
  createRemoteWriteSink({ ...settings, url }, createOutgoing());
const signals = (samples: readonly Sample[]) => ({ samples, logs: [], spans: [] });
const soon = () => AbortSignal.timeout(20_000);
const sendTo = (receiver: RemoteWriteReceiver, samples: readonly Sample[], settings?: Own): Promise<Delivery> =>
  sinkTo(receiver, settings).send(signals(samples), soon());
const one = (probe: string, value = 1, timestampMs = now): Sample => ({
  name: 'probe_success',
  labels: { probe },
  value,
  timestampMs,
});
const answering = (reply: Reply): ReceiverBehaviour => ({ reply: () => reply });
const whole = (count: number): Delivery => ({ delivered: count, rejected: [] });
const bad = (names: readonly string[]): NonNullable<ReceiverBehaviour['refuses']> => {
  return ({ labels }) => (labels.some(([, value]) => names.includes(value)) ? 'out of order sample' : undefined);
};

describe('a request', () => {
  it('is a POST of protobuf in the block format of snappy, with the headers of 2.0', async () => {
    const receiver = await listen();
    expect(await sendTo(receiver, sampleTick(3, now))).toEqual(whole(60));
    const [request] = receiver.requests;
    expect(request?.method).toBe('POST');
    expect(request?.headers).toMatchObject({
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
      'x-prometheus-remote-write-version': '2.0.0',
    });
  });

  it('has the headers of 1.0 for a receiver that speaks 1.0', async () => {
    const receiver = await listen({ speaks: '1.0' });
    expect(await sendTo(receiver, sampleTick(1, now))).toEqual(whole(20));
    expect(receiver.requests[1]?.headers).toMatchObject({
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-prometheus-remote-write-version': '0.1.0',
    });
  });

  it('names the sender and its version as a product', async () => {
    const receiver = await listen();
    await sendTo(receiver, [one('a')]);
    expect(receiver.requests[0]?.headers['user-agent']).toMatch(/^probewright\/\d+\.\d+\.\d+$/);
  });

  it('cannot be given a reserved header by configuration', async () => {
    const receiver = await listen();
    for (const name of ['content-Encoding', 'Content-Type', 'X-Prometheus-Remote-Write-Version', 'USER-AGENT']) {
      expect(() => sinkTo(receiver, { credentials: { headers: { [name]: 'x' } } })).toThrow(
        `the header ${name} cannot be configured`,
      );
    }
  });

  it('carries credentials and the headers of a tenant', async () => {
    const receiver = await listen();
    await sendTo(receiver, [one('a')], {
      credentials: { basic: { username: 'u', password: 'p' }, headers: { 'X-Scope-OrgID': 'team' } },
    });
    expect(receiver.requests[0]?.headers).toMatchObject({ authorization: 'Basic dTpw', 'x-scope-orgid': 'team' });
  });

  it('holds many series', async () => {
    const receiver = await listen();
    await sendTo(receiver, sampleTick(50, now));
    expect(receiver.requests.map(({ decoded }) => decoded.series.length)).toEqual([1000]);
  });

  it('has samples in every series, each once and with its whole set of labels', async () => {
    const receiver = await listen();
    const samples = sampleTick(5, now);
    await sendTo(receiver, samples);
    expect([...receiver.stored.values()].map((points) => points.length)).toEqual(samples.map(() => 1));
    const expected = samples.map(({ name, labels }) =>
      JSON.stringify(Object.entries({ __name__: name, ...labels }).sort()),
    );
    expect([...receiver.stored.keys()].sort()).toEqual(expected.sort());
  });

  it('is never sent for nothing', async () => {
    const receiver = await listen();
    expect(await sendTo(receiver, [])).toEqual(whole(0));
    expect(receiver.requests).toHaveLength(0);
  });

  it('says of what counts up since when, and only of that', async () => {
    expect(new Set(Object.values(METRICS).map(({ type }) => type))).toEqual(new Set(['gauge']));
    const counted = {
      ...one('a'),
      name: 'probewright_delivery_retries_total',
      startMs: one('a').timestampMs - 60_000,
    } as const;
    const [newer, older] = [await listen(), await listen({ speaks: '1.0' })];
    for (const receiver of [newer, older]) expect(await sendTo(receiver, [one('a'), counted])).toEqual(whole(2));
    const startsOf = ({ requests }: typeof newer) =>
      requests
        .at(-1)
        ?.decoded.series.map(({ labels, samples }) => [
          labels.find(([name]) => name === '__name__')?.[1],
          samples[0]?.startMs,
        ]);
    expect(startsOf(newer)).toEqual([
      [one('a').name, 0],
      [counted.name, counted.startMs],
    ]);
    expect(startsOf(older)?.map(([, startMs]) => startMs)).toEqual([undefined, undefined]);
  });

  it('carries the mark of an ended series', async () => {
    for (const speaks of ['2.0', '1.0'] as const) {
      const receiver = await listen({ speaks });
      await sendTo(receiver, [{ ...one('a'), value: Number.NaN, stale: true }]);
      expect([...receiver.stored.values()][0]?.[0]?.bits).toBe(STALE_BITS);
    }
  });
});

describe('before anything is sent', () => {
  it('rejects what is older than the receiver takes, and says so', async () => {
    const receiver = await listen();
    const windowMs = 3_600_000;
    const { delivered, rejected } = await sendTo(
      receiver,
      [one('old', 1, now - windowMs - 5000), one('young', 1, now - windowMs + 60_000)],
      { windowMs },
    );
    expect(delivered).toBe(1);
    expect(rejected).toMatchObject([{ reason: 'too-old', count: 1 }]);
    expect(receiver.stored.size).toBe(1);
  });

  it.each([
    ['a name that is no label name', { 'a-b': 'x' }],
    ['a reserved name', { __tenant__: 'x' }],
    ['the name of the metric again', { __name__: 'x' }],
  ])('rejects a series with %s', async (_, labels) => {
    const receiver = await listen();
    const delivery = await sendTo(receiver, [{ ...one('a'), labels }, one('b')]);
    expect(delivery).toMatchObject({ delivered: 1, rejected: [{ reason: 'invalid', count: 1 }] });
    expect(receiver.stored.size).toBe(1);
  });

  it('rejects a time that is no whole number of milliseconds', async () => {
    const receiver = await listen();
    expect(await sendTo(receiver, [one('a', 1, now + 0.5)])).toMatchObject({ rejected: [{ reason: 'invalid' }] });
    expect(receiver.requests).toHaveLength(0);
  });
});

describe('order and limits', () => {
  it('sends the samples of a series in the order of time, within a request and across requests', async () => {
    const receiver = await listen();
    const ticks = [5, 3, 1, 4, 2, 0].map((minute) => now - minute * 60_000);
    const samples = ticks.flatMap((tick) => sampleTick(4, tick));
    expect(await sendTo(receiver, samples, { limits: { maxSamples: 70, maxBytes: 1e6 } })).toEqual(whole(480));
    expect(receiver.requests.length).toBe(7);
    for (const points of receiver.stored.values()) {
      expect(points.map(({ timestampMs }) => timestampMs)).toEqual([...ticks].sort());
    }
  });

  it('divides by bytes what is larger than a request may be, and rejects what is by itself', async () => {
    const receiver = await listen();
    const huge: Sample = { ...one('huge'), labels: { probe: Array.from({ length: 4000 }, (_, at) => at).join() } };
    const delivery = await sendTo(receiver, [...sampleTick(20, now), huge], {
      limits: { maxSamples: 5000, maxBytes: 3000 },
    });
    expect(delivery).toMatchObject({ delivered: 400, rejected: [{ reason: 'too-large', count: 1 }] });
    expect(receiver.requests.length).toBeGreaterThan(1);
    expect(Math.max(...receiver.requests.map(({ body }) => body.length))).toBeLessThanOrEqual(3000);
  });

  it('never has two requests in flight for one series', async () => {
    const receiver = await listen({ before: () => new Promise((resolve) => setTimeout(resolve, 5)) });
    const sink = sinkTo(receiver, { limits: { maxSamples: 15, maxBytes: 1e6 } });
    const ticks = [4, 3, 2, 1, 0].map((minute) => now - minute * 60_000);
    await Promise.all(ticks.map((tick) => sink.send(signals(sampleTick(2, tick)), soon())));
    expect(receiver.requests.length).toBe(15);
    expect(receiver.overlaps).toBe(0);
    for (const points of receiver.stored.values()) {
      expect(points.map(({ timestampMs }) => timestampMs)).toEqual(ticks);
    }
  });

  it('sends nothing more of a batch after a request that must be sent again', async () => {
    const receiver = await listen({ reply: (_, index) => (index === 1 ? { status: 503 } : undefined) });
    const delivery = await sendTo(receiver, sampleTick(10, now), { limits: { maxSamples: 50, maxBytes: 1e6 } });
    expect(delivery).toMatchObject({ delivered: 50, retry: { reason: expect.stringContaining('503') } });
    expect(receiver.requests).toHaveLength(2);
  });
});

describe('the version of the protocol', () => {
  it.each(['1.0', '1.0 strict', '1.0 blind'] as const)(
    'falls back to 1.0 for a receiver that is %s, and remembers',
    async (speaks) => {
      const receiver = await listen({ speaks });
      const sink = sinkTo(receiver);
      for (const minute of [2, 1, 0]) {
        expect(await sink.send(signals(sampleTick(2, now - minute * 60_000)), soon())).toEqual(whole(40));
      }
      expect(receiver.requests.map(({ version }) => version)).toEqual([2, 1, 1, 1]);
      expect(receiver.stored.size).toBe(40);
    },
  );

  it('stays with 2.0 when a receiver that has shown that it writes it refuses a request by 400', async () => {
    const receiver = await listen();
    const sink = sinkTo(receiver);
    await sink.send(signals([one('a', 1, now - 1000)]), soon());
    receiver.behaviour = answering({ status: 400, body: 'no' });
    expect(await sink.send(signals([one('a')]), soon())).toMatchObject({ rejected: [{ count: 1 }] });
    receiver.behaviour = {};
    await sink.send(signals([one('a', 1, now + 1000)]), soon());
    expect(receiver.requests.map(({ version }) => version)).toEqual([2, 2, 2]);
  });

  it('does not take a 400 that 1.0 gets, too, for a matter of the version', async () => {
    const receiver = await listen(answering({ status: 400, body: 'bad sample' }));
    const sink = sinkTo(receiver);
    expect(await sink.send(signals([one('a')]), soon())).toMatchObject({ rejected: [{ reason: 'invalid', count: 1 }] });
    receiver.behaviour = {};
    await sink.send(signals([one('a', 1, now + 1000)]), soon());
    expect(receiver.requests.map(({ version }) => version)).toEqual([2, 1, 2]);
  });

  it('goes back to 2.0 when the receiver was replaced by one that takes nothing else', async () => {
    const receiver = await listen({ speaks: '1.0' });
    const sink = sinkTo(receiver);
    await sink.send(signals([one('a', 1, now - 1000)]), soon());
    receiver.behaviour = { speaks: '2.0' };
    expect(await sink.send(signals([one('a')]), soon())).toEqual(whole(1));
    expect(receiver.requests.map(({ version }) => version)).toEqual([2, 1, 1, 2]);
  });

  it('takes a 400 for a matter of the samples when 1.0 is unknown to the receiver', async () => {
    const receiver = await listen({
      speaks: '2.0',
      reply: ({ version, decoded }) =>
        version === 2 && decoded.series.some(({ labels }) => labels.some(([, value]) => value === 'x'))
          ? { status: 400, body: 'bad' }
          : undefined,
    });
    expect(await sendTo(receiver, [one('x'), ...sampleTick(1, now)])).toMatchObject({
      delivered: 20,
      rejected: [{ reason: 'invalid', count: 1, answer: '400: bad' }],
    });
    expect(receiver.requests.filter(({ version }) => version === 1)).toHaveLength(1);
  });

  it('rejects when neither version is supported', async () => {
    const receiver = await listen(answering({ status: 415, body: 'neither' }));
    expect(await sendTo(receiver, [one('a')])).toMatchObject({
      delivered: 0,
      rejected: [{ reason: 'invalid', count: 1, answer: '415: neither' }],
    });
    expect(receiver.requests).toHaveLength(2);
  });

  it('concludes nothing from Written headers when 1.0 was sent', async () => {
    const receiver = await listen({
      reply: ({ version }) =>
        version === 2
          ? { status: 415 }
          : { status: 204, headers: { 'X-Prometheus-Remote-Write-Samples-Written': '0' } },
    });
    const sink = sinkTo(receiver);
    expect(await sink.send(signals([one('a', 1, now - 1000)]), soon())).toEqual(whole(1));
    await sink.send(signals([one('a')]), soon());
    expect(receiver.requests.map(({ version }) => version)).toEqual([2, 1, 1]);
  });
});

describe('what an answer means', () => {
  it('ignores the body of a success', async () => {
    const headers = { 'X-Prometheus-Remote-Write-Samples-Written': '1' };
    const receiver = await listen(answering({ status: 200, headers, body: 'error: everything is lost' }));
    expect(await sendTo(receiver, [one('a')])).toEqual(whole(1));
  });

  it('takes a missing Samples-Written beside other Written headers for none', async () => {
    const headers = { 'X-Prometheus-Remote-Write-Exemplars-Written': '1' };
    const receiver = await listen(answering({ status: 204, headers }));
    expect(await sendTo(receiver, [one('a')])).toMatchObject({ delivered: 0, rejected: [{ count: 1 }] });
  });

  it('does not send a partial write of 2.0 again, and counts what was not taken', async () => {
    const receiver = await listen({ refuses: bad(['shop-3', 'shop-7']) });
    const delivery = await sendTo(receiver, sampleTick(10, now));
    expect(delivery).toEqual({
      delivered: 160,
      rejected: [{ reason: 'invalid', count: 40, answer: '400: out of order sample' }],
    });
    expect(receiver.requests).toHaveLength(1);
    expect(receiver.stored.size).toBe(160);
  });

  it.each([false, true])(
    'saves in 1.0 all but the bad series by smaller requests (receiver keeps the good ones: %s)',
    async (keepsGood) => {
      const receiver = await listen({ speaks: '1.0', keepsGood, refuses: bad(['x']) });
      const samples = [...sampleTick(10, now), one('x')];
      expect(await sendTo(receiver, samples)).toMatchObject({ delivered: 200, rejected: [{ count: 1 }] });
      expect(receiver.stored.size).toBe(200);
      expect(receiver.requests.length).toBeLessThan(20);
    },
  );

  it('saves by smaller requests what a receiver of 2.0 refuses by 400 without a count', async () => {
    const receiver = await listen();
    const sink = sinkTo(receiver);
    await sink.send(signals([one('first')]), soon());
    receiver.behaviour = {
      reply: ({ decoded }) =>
        decoded.series.some(({ labels }) => labels.some(([, value]) => value === 'shop-3'))
          ? { status: 400, body: 'bad' }
          : undefined,
    };
    const delivery = await sink.send(signals(sampleTick(5, now)), soon());
    expect(delivery).toMatchObject({ delivered: 80, rejected: [{ count: 20 }] });
    expect(new Set(receiver.requests.map(({ version }) => version))).toEqual(new Set([2]));
  });

  it('makes no more than so many smaller requests, and loses count of nothing', async () => {
    const receiver = await listen({ speaks: '1.0', refuses: () => 'no' });
    expect(await sendTo(receiver, sampleTick(100, now))).toEqual({
      delivered: 0,
      rejected: [{ reason: 'invalid', count: 2000, answer: '400: no' }],
    });
    expect(receiver.requests.length).toBeLessThan(135);
  });

  it.each([401, 402, 403, 404, 405, 406, 408, 410, 418, 422, 451])('does not send again after %d', async (status) => {
    const receiver = await listen(answering({ status, body: 'because' }));
    const delivery = await sendTo(receiver, sampleTick(2, now));
    expect(delivery).toMatchObject({ delivered: 0, rejected: [{ count: 40, answer: `${status}: because` }] });
    expect(delivery.retry).toBeUndefined();
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([500, 501, 502, 503, 504, 507, 599, 999])('asks to be sent again after %d', async (status) => {
    const receiver = await listen(answering({ status, body: 'later' }));
    expect(await sendTo(receiver, [one('a')])).toEqual({
      delivered: 0,
      rejected: [],
      retry: { reason: `${status}: later` },
    });
    receiver.behaviour = {};
    expect(await sendTo(receiver, [one('a')])).toEqual(whole(1));
  });

  it.each([
    [429, '7', 7000],
    [503, '0', 0],
    [503, new Date(now + 3_600_000).toUTCString(), 3_600_000],
  ])('keeps to Retry-After of %d: %s', async (status, header, expected) => {
    const receiver = await listen(answering({ status, headers: { 'Retry-After': header } }));
    const { retry } = await sendTo(receiver, [one('a')]);
    expect(Math.abs((retry?.afterMs ?? Number.NaN) - expected)).toBeLessThan(10_000);
  });

  it('asks to be sent again when the connection is reset, nobody answers in time, or nobody is there', async () => {
    const receiver = await listen(answering('reset'));
    expect((await sendTo(receiver, [one('a')])).retry).toBeDefined();
    receiver.behaviour = answering('hang');
    const late = await sinkTo(receiver).send(signals([one('a')]), AbortSignal.timeout(100));
    expect(late.retry?.reason).toContain('no whole answer in time');
    await receiver[Symbol.asyncDispose]();
    opened.splice(0);
    expect((await sendTo(receiver, [one('a')])).retry?.reason).toContain('ECONNREFUSED');
  });

  it('follows no redirect', async () => {
    const receiver = await listen(answering({ status: 307, headers: { location: 'http://127.0.0.1:1/elsewhere' } }));
    expect(await sendTo(receiver, [one('a')])).toMatchObject({
      rejected: [{ reason: 'redirected', answer: '307: to http://127.0.0.1:1/elsewhere' }],
    });
    expect(receiver.requests).toHaveLength(1);
  });

  it('divides after 413', async () => {
    const receiver = await listen({
      reply: ({ decoded }) => (decoded.series.length > 30 ? { status: 413, body: 'too big' } : undefined),
    });
    expect(await sendTo(receiver, sampleTick(10, now))).toEqual(whole(200));
    expect(receiver.stored.size).toBe(200);
  });

  it('tells the words of a refusal as they are, cut, without our credentials', async () => {
    const password = 'hunter2-hunter2';
    const text = `user said ${password}: out of order ${'x'.repeat(5000)}`;
    const receiver = await listen(answering({ status: 403, body: text }));
    const { rejected } = await sendTo(receiver, [one('a')], { credentials: { basic: { username: 'u', password } } });
    expect(rejected[0]?.answer).toContain('user said …: out of order xxx');
    expect(rejected[0]?.answer.length).toBeLessThanOrEqual(2010);
    expect(rejected[0]?.reason).toBe('unauthorized');
  });

  it('draws no conclusion from the text of an error', async () => {
    const receiver = await listen(answering({ status: 422, body: 'HTTP 503: out of order, please retry later' }));
    expect(await sendTo(receiver, [one('a')])).toMatchObject({ rejected: [{ reason: 'invalid', count: 1 }] });
  });
});
