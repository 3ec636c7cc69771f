import { afterEach, describe, expect, test } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import { createOtlpSink, type OtlpSettings } from '../../../../functions/sinks/otlp/otlp-sink.ts';
import type { Delivery } from '../../../../lib/model/delivery.ts';
import type { Span } from '../../../../lib/model/span.ts';
import { OtlpReceiver, spansIn } from '../../../support/otlp-receiver.ts';

const outgoing = createOutgoing();
let receivers: OtlpReceiver[] = [];
afterEach(() => {
  for (const receiver of receivers) receiver.stop();
  receivers = [];
});

async function receiver(...answer: Parameters<typeof OtlpReceiver.start>): Promise<OtlpReceiver> {
  const started = await OtlpReceiver.start(...answer);
  receivers.push(started);
  return started;
}
const idOf = (index: number) => (index + 1).toString(16).padStart(16, '0');
function spanAt(index: number, span: Partial<Span> = {}): Span {
  return {
    traceId: 'ab'.repeat(16),
    spanId: idOf(index),
    name: `span ${index}`,
    kind: 'internal',
    startNs: '1700000000000250001',
    endNs: '1700000000142750000',
    attributes: {},
    links: [],
    status: { code: 'unset' },
    resource: { 'service.name': 'probewright' },
    ...span,
  };
}
const some = (count: number) => Array.from({ length: count }, (_, index) => spanAt(index));
function send(
  { url }: Pick<OtlpReceiver, 'url'>,
  spans: readonly Span[],
  settings: Partial<OtlpSettings> = {},
): Promise<Delivery> {
  return createOtlpSink({ url, ...settings }, outgoing).send(
    { samples: [], logs: [], spans },
    AbortSignal.timeout(20_000),
  );
}

describe('what arrives', () => {
  test('is an export request as the specification has it in JSON', async () => {
    const there = await receiver();
    const span = spanAt(0, {
      parentSpanId: idOf(7),
      kind: 'client',
      attributes: { text: 'a', whole: 200, part: 0.5, yes: true },
      links: [{ traceId: 'ab'.repeat(16), spanId: idOf(8) }],
      status: { code: 'error', message: 'No connection.' },
    });
    expect(await send(there, [span])).toEqual({ delivered: 1, rejected: [] });
    expect(there.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect(there.requests[0]?.path).toBe('/v1/traces');
    expect(there.requests[0]?.body).toEqual({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'probewright' } }] },
          scopeSpans: [
            {
              scope: { name: 'probewright' },
              spans: [
                {
                  traceId: 'ab'.repeat(16),
                  spanId: '0000000000000001',
                  parentSpanId: '0000000000000008',
                  name: 'span 0',
                  kind: 3,
                  flags: 1,
                  startTimeUnixNano: '1700000000000250001',
                  endTimeUnixNano: '1700000000142750000',
                  attributes: [
                    { key: 'text', value: { stringValue: 'a' } },
                    { key: 'whole', value: { intValue: '200' } },
                    { key: 'part', value: { doubleValue: 0.5 } },
                    { key: 'yes', value: { boolValue: true } },
                  ],
                  links: [{ traceId: 'ab'.repeat(16), spanId: '0000000000000009', flags: 1 }],
                  status: { code: 2, message: 'No connection.' },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('stands under the resource that it belongs to', async () => {
    const there = await receiver();
    const elsewhere = { 'service.name': 'probewright', 'service.instance.id': 'us-east-1' };
    await send(there, [spanAt(0), spanAt(1, { resource: elsewhere }), spanAt(2)]);
    const names = there.requests[0]?.body.resourceSpans.map((one) => one.scopeSpans[0]?.spans.map(({ name }) => name));
    expect(names).toEqual([['span 0', 'span 2'], ['span 1']]);
  });

  test('is in requests of limited size, with the credentials', async () => {
    const there = await receiver();
    expect(await send(there, some(5), { maxSpans: 2, credentials: { bearer: 'token' } })).toEqual({
      delivered: 5,
      rejected: [],
    });
    expect(there.requests.map(({ body }) => spansIn(body).length)).toEqual([2, 2, 1]);
    expect(there.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer token'));
  });

  test.each([
    ['', '/v1/traces'],
    ['/otlp/', '/otlp/v1/traces'],
    ['/otlp/v1/traces', '/otlp/v1/traces'],
  ])('at an address with path «%s» goes to %s', async (path, asked) => {
    const there = await receiver();
    await send({ url: `${there.url}${path}` }, some(1));
    expect(there.requests[0]?.path).toBe(asked);
  });

  test('asks nothing when there are no spans', async () => {
    const there = await receiver();
    expect(await send(there, [])).toEqual({ delivered: 0, rejected: [] });
    expect(there.requests).toEqual([]);
  });
});

describe('the answer', () => {
  test('of partial success is not sent again', async () => {
    const body = JSON.stringify({ partialSuccess: { rejectedSpans: '2', errorMessage: 'too long ago' } });
    const there = await receiver(() => ({ status: 200, body }));
    expect(await send(there, some(5))).toEqual({
      delivered: 3,
      rejected: [{ reason: 'invalid', count: 2, answer: 'too long ago' }],
    });
    expect(there.requests).toHaveLength(1);
  });

  test('a partial success that says our token back is kept without it', async () => {
    const body = JSON.stringify({ partialSuccess: { rejectedSpans: '1', errorMessage: 'not with s3cret\u001b[2J' } });
    const there = await receiver(() => ({ status: 200, body }));
    const { rejected } = await send(there, some(1), { credentials: { bearer: 's3cret' } });
    expect(rejected).toEqual([{ reason: 'invalid', count: 1, answer: 'not with …\ufffd[2J' }]);
  });

  test.each(['', 'ok', '{}', 'null', '{"partialSuccess":null}', '{"partialSuccess":{"errorMessage":"a warning"}}'])(
    'of success with the body «%s» says that all was taken',
    async (body) => {
      expect(await send(await receiver(() => ({ status: 200, body })), some(5))).toEqual({
        delivered: 5,
        rejected: [],
      });
    },
  );

  test.each(['99', '-1', 'NaN'])('that says it refused %s of five still adds up', async (rejectedSpans) => {
    const there = await receiver(() => ({ status: 200, body: JSON.stringify({ partialSuccess: { rejectedSpans } }) }));
    const { delivered, rejected } = await send(there, some(5));
    expect(delivered + rejected.reduce((sum, { count }) => sum + count, 0)).toBe(5);
  });

  test.each([
    [429, { 'retry-after': '3' }, 3_000],
    [503, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }, expect.closeTo(3_600_000, -5)],
    [502, {}, undefined],
    [504, {}, undefined],
  ])('%s means another try', async (status, headers, afterMs) => {
    const there = await receiver(() => ({ status, headers, body: 'not now' }));
    expect(await send(there, some(5), { maxSpans: 2 })).toEqual({
      delivered: 0,
      rejected: [],
      retry: { reason: `${status}: not now`, ...(afterMs !== undefined && { afterMs }) },
    });
    expect(there.requests).toHaveLength(1);
  });

  test.each([
    [400, 'invalid'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not-found'],
    [307, 'redirected'],
    [408, 'invalid'],
    [500, 'invalid'],
    [501, 'invalid'],
  ])('%s is for good, as the specification demands', async (status, reason) => {
    const there = await receiver(() => ({ status, body: 'no' }));
    expect(await send(there, some(5))).toEqual({ delivered: 0, rejected: [{ reason, count: 5, answer: 'no' }] });
    expect(there.requests).toHaveLength(1);
  });

  test('that a request is too large means smaller ones, down to one span', async () => {
    const there = await receiver(({ body }) => ({
      status: spansIn(body).length > 2 || spansIn(body).some(({ name }) => name === 'span 6') ? 413 : 200,
    }));
    expect(await send(there, some(9))).toEqual({
      delivered: 8,
      rejected: [{ reason: 'too-large', count: 1, answer: 'an empty answer with status 413' }],
    });
  });

  test('that never comes means another try', async () => {
    const there = await receiver(() => 'cut');
    expect(await send(there, some(5))).toMatchObject({
      delivered: 0,
      rejected: [],
      retry: { reason: expect.any(String) },
    });
  });
});
