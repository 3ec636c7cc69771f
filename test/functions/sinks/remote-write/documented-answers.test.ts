import { describe, expect, it } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import { createRemoteWriteSink } from '../../../../functions/sinks/remote-write/remote-write-sink.ts';
import type { Delivery } from '../../../../lib/model/delivery.ts';
import {
  createRemoteWriteReceiver,
  type ReceiverBehaviour,
  type Reply,
} from '../../../support/remote-write-receiver.ts';
import { sampleTick } from '../../../support/remote-write-samples.ts';

// Statuses and who sends them when are documented where a source is named, or are of the receiver's source code; texts are
// examples, on which nothing may depend.
const samples = sampleTick(2, Math.floor(Date.now() / 1000) * 1000);

/** What becomes of 40 samples, and with which versions it was tried. */
async function sent(behaviour: ReceiverBehaviour): Promise<{ delivery: Delivery; versions: readonly number[] }> {
  const receiver = await createRemoteWriteReceiver(behaviour);
  try {
    const sink = createRemoteWriteSink({ url: receiver.url }, createOutgoing());
    const delivery = await sink.send({ samples, logs: [], spans: [] }, AbortSignal.timeout(20_000));
    return { delivery, versions: receiver.requests.map(({ version }) => version) };
  } finally {
    await receiver[Symbol.asyncDispose]();
  }
}
const always = (reply: Reply): ReceiverBehaviour => ({ reply: () => reply });
/** Takes 1.0 only, and answers so to it. */
const inV1 = (reply: Reply): ReceiverBehaviour => ({
  speaks: '1.0 blind',
  reply: ({ version }) => (version === 1 ? reply : undefined),
});
const retried = (text: string, afterMs?: number) => ({
  delivered: 0,
  rejected: [],
  retry: { reason: expect.stringContaining(text), ...(afterMs !== undefined && { afterMs }) },
});

describe('Grafana Mimir', () => {
  const tooOld =
    'failed pushing to ingester: user=team: the sample has been rejected because its timestamp is too old (err-mimir-sample-timestamp-too-old). The affected sample has timestamp 2026-01-29T13:44:19.997Z and is from series probe_success{}';

  it('writes the good samples and says 400: the others are counted, by its headers in 2.0, by smaller requests in 1.0', async () => {
    const refuses: ReceiverBehaviour['refuses'] = ({ labels }) =>
      labels.some(([, value]) => value === 'transfer') ? tooOld : undefined;
    for (const speaks of ['both', '1.0'] as const) {
      const { delivery } = await sent({ speaks, refuses, keepsGood: true });
      expect(delivery).toMatchObject({
        delivered: 38,
        rejected: [{ reason: 'invalid', count: 2, answer: `400: ${tooOld}` }],
      });
      expect(delivery.retry).toBeUndefined();
    }
  });

  it('limits a tenant by 429 and sends Retry-After', async () => {
    const body =
      'the request has been rejected because the tenant exceeded the ingestion rate limit, set to 10000 items/s with a maximum allowed burst of 200000 (err-mimir-tenant-max-ingestion-rate)';
    const { delivery } = await sent(always({ status: 429, headers: { 'Retry-After': '3' }, body }));
    expect(delivery).toMatchObject(retried('err-mimir-tenant-max-ingestion-rate', 3000));
  });

  it('says 401 without a tenant: not to be sent again', async () => {
    const { delivery } = await sent(always({ status: 401, body: 'no org id' }));
    expect(delivery).toEqual({
      delivered: 0,
      rejected: [{ reason: 'unauthorized', count: 40, answer: '401: no org id' }],
    });
  });
});

describe('Amazon Managed Service for Prometheus', () => {
  // https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-APIReference-RemoteWrite.html
  it('says 200 with an empty body to 1.0, and nothing of what it wrote', async () => {
    const reply: Reply = {
      status: 200,
      headers: { 'x-amzn-RequestId': '12345678-abcd', 'Content-Type': 'application/json' },
    };
    const { delivery, versions } = await sent(always(reply));
    expect(delivery).toEqual({ delivered: 40, rejected: [] });
    expect(versions).toEqual([2, 1]);
  });

  // https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-troubleshooting.html
  it.each([
    'ingestion rate limit (6666.666666666667) exceeded while adding 499 samples and 0 metadata',
    'user=accountid_workspace_id: per-user series limit (local limit: 0 global limit: 3000000 actual local limit: 500000) exceeded',
  ])('throttles by 429: %s', async (body) => {
    expect((await sent(inV1({ status: 429, body }))).delivery).toMatchObject(retried(body));
  });

  it('refuses a signature by 403 and a sample by 400, for good', async () => {
    const body = '{"message":"The security token included in the request is invalid."}';
    expect((await sent(always({ status: 403, body }))).delivery).toMatchObject({
      rejected: [{ reason: 'unauthorized', count: 40 }],
    });
    const { delivery } = await sent(inV1({ status: 400, body: 'out of order sample' }));
    expect(delivery).toMatchObject({ delivered: 0, rejected: [{ reason: 'invalid', count: 40 }] });
    expect(delivery.retry).toBeUndefined();
  });
});

describe('VictoriaMetrics', () => {
  it('says 204 to everything that it can decode, also to 2.0 of which it reads nothing: then 1.0 is sent', async () => {
    const { delivery, versions } = await sent({ speaks: '1.0 blind' });
    expect(delivery).toEqual({ delivered: 40, rejected: [] });
    expect(versions).toEqual([2, 1]);
  });

  // https://github.com/VictoriaMetrics/VictoriaMetrics/issues/3032
  it('says 503 while its storage is read-only', async () => {
    const body =
      'error when processing imported data: cannot store metrics: the storage is in read-only mode; check -storage.minFreeDiskSpaceBytes command-line flag value';
    expect((await sent(inV1({ status: 503, body }))).delivery).toMatchObject(retried('read-only mode'));
  });

  // https://github.com/VictoriaMetrics/VictoriaMetrics/issues/100
  it('says 400 to a path that it does not know, whatever is sent', async () => {
    const { delivery } = await sent(always({ status: 400, body: 'unsupported path requested: "/api/v1/write"' }));
    expect(delivery).toMatchObject({ rejected: [{ count: 40, answer: expect.stringContaining('unsupported path') }] });
  });
});

describe('Thanos Receive 0.42', () => {
  // pkg/receive/handler.go
  it('says 200 to 2.0 and stores nothing: then 1.0 is sent', async () => {
    const { delivery, versions } = await sent({
      speaks: '1.0 blind',
      reply: ({ version }) => (version === 2 ? { status: 200 } : undefined),
    });
    expect(delivery).toEqual({ delivered: 40, rejected: [] });
    expect(versions).toEqual([2, 1]);
  });

  it('says 409 where others say 400: the good samples are saved by smaller requests', async () => {
    const { delivery } = await sent({
      speaks: '1.0 blind',
      reply: ({ version, decoded }) =>
        version === 1 && decoded.series.some(({ labels }) => labels.some(([, value]) => value === 'resolve'))
          ? { status: 409, body: 'store locally for endpoint: conflict' }
          : undefined,
    });
    expect(delivery).toMatchObject({
      delivered: 38,
      rejected: [{ count: 2, answer: expect.stringMatching(/^409: .*conflict/) }],
    });
  });

  it.each([
    [503, 'no hashring is configured'],
    [429, 'too many active series'],
    [500, 'internal server error'],
  ])('says %d: %s, and gets it again', async (status, body) => {
    expect((await sent(inV1({ status, body }))).delivery).toMatchObject(retried(body));
  });

  it('says 413 to more than its limits of a request, and gets smaller ones', async () => {
    const { delivery } = await sent({
      speaks: '1.0 blind',
      reply: ({ version, decoded }) =>
        version === 1 && decoded.series.length > 10 ? { status: 413, body: 'too many timeseries' } : undefined,
    });
    expect(delivery).toEqual({ delivered: 40, rejected: [] });
  });
});
