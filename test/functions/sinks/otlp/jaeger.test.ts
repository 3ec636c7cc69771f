import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import { createProbeEngine } from '../../../../functions/probe/create-engine.ts';
import { logEntryOf } from '../../../../functions/signals/log-entry.ts';
import { spansOf } from '../../../../functions/signals/spans.ts';
import { createOtlpSink } from '../../../../functions/sinks/otlp/otlp-sink.ts';
import type { Attempt, Result } from '../../../../lib/model/result.ts';
import { SETTINGS } from '../../../support/http-target.ts';
import { type RealJaeger, startJaeger } from '../../../support/real-jaeger.ts';
import { resultOf, stepSeen } from '../../../support/results.ts';
import { probeOf } from '../../../support/tiny-kind.ts';

let jaeger: RealJaeger;
beforeAll(async () => {
  jaeger = await startJaeger();
});
// Nothing of it is kept: it need not end in order.
afterAll(() => jaeger?.stop('SIGKILL'));

const STARTED_MS = Date.now() - 60_000;
const context = { probe: probeOf(), location: 'eu-west-1', tickMs: STARTED_MS - 5 };
const failure = { reason: 'connect_timeout', phase: 'connect', message: 'No connection in 10s.' } as const;
const step = stepSeen(
  'http',
  { redirects: 0, secure: false },
  {
    durationMs: 30,
    failure,
    phases: [
      { name: 'resolve', startMs: 0, durationMs: 10 },
      { name: 'connect', startMs: 10, durationMs: 20 },
    ],
  },
);
const attemptAt = (startMs: number): Attempt => ({ startMs, durationMs: 30, outcome: 'down', failure, steps: [step] });
const failed: Result = {
  ...resultOf([], { run: 'c0ffee00c0ffee00c0ffee00c0ffee00', outcome: 'down', failure, startedAtMs: STARTED_MS }),
  attempts: [attemptAt(0), attemptAt(130)],
};

test('the trace of a failed run is found by what its Loki line says', async () => {
  const sink = createOtlpSink({ url: jaeger.otlpUrl }, createOutgoing());
  const spans = spansOf(failed, context);
  const delivery = await sink.send({ samples: [], logs: [], spans }, AbortSignal.timeout(20_000));
  expect(delivery).toEqual({ delivered: 9, rejected: [] });

  const found = await jaeger.trace(logEntryOf(failed, context).metadata.trace_id ?? '');
  const names = new Map(found.map(({ spanID, operationName }) => [spanID, operationName]));
  const tree = found.map(({ operationName, references, duration, startTime }) => {
    const parent = references.find(({ refType }) => refType === 'CHILD_OF')?.spanID ?? '';
    return [names.get(parent) ?? null, operationName, startTime - STARTED_MS * 1000, duration];
  });
  expect(tree.map((row) => JSON.stringify(row)).sort()).toEqual(
    [
      [null, 'front', 0, 160_000],
      ['front', 'attempt 1', 0, 30_000],
      ['attempt 1', 'GET', 0, 30_000],
      ['GET', 'resolve', 0, 10_000],
      ['GET', 'connect', 10_000, 20_000],
      ['front', 'attempt 2', 130_000, 30_000],
      ['attempt 2', 'GET', 130_000, 30_000],
      ['GET', 'resolve', 130_000, 10_000],
      ['GET', 'connect', 140_000, 20_000],
    ]
      .map((row) => JSON.stringify(row))
      .sort(),
  );
  const links = found.flatMap(({ operationName, references }) =>
    references
      .filter(({ refType }) => refType === 'FOLLOWS_FROM')
      .map(({ spanID }) => [operationName, names.get(spanID)]),
  );
  expect(links).toEqual([['attempt 2', 'attempt 1']]);
  const tags = Object.fromEntries(
    found.find(({ operationName }) => operationName === 'connect')?.tags.map(({ key, value }) => [key, value]) ?? [],
  );
  expect(tags).toMatchObject({ 'error.type': 'connect_timeout', 'otel.status_code': 'ERROR', error: true });
});

test('what a target says of its own part hangs below the step that asked it', async () => {
  const sink = createOtlpSink({ url: jaeger.otlpUrl }, createOutgoing());
  // The target traces as any instrumented server does: from the header alone, with a span of its own.
  const target = createServer(async (request, answer) => {
    const [, traceId = '', parentSpanId = '', flags] = String(request.headers.traceparent).split('-');
    const at = `${Date.now()}000000`;
    const span = { traceId, spanId: '00f067aa0ba902b7', parentSpanId, name: 'handle', kind: 2 };
    const spans = flags === '01' ? [{ ...span, startTimeUnixNano: at, endTimeUnixNano: at }] : [];
    await fetch(`${jaeger.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    });
    answer.end('ok');
  });
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  onTestFinished(() => void target.close());
  const { port } = target.address() as AddressInfo;
  const settings = { ...SETTINGS, traceHosts: 'own' as const };
  const probe = probeOf({
    kind: 'http',
    target: `http://127.0.0.1:${port}/`,
    steps: [
      { name: 'first', settings, expect: [], capture: [] },
      { name: 'second', settings: SETTINGS, expect: [], capture: [] },
      { name: 'third', settings, expect: [], capture: [] },
    ],
  });
  const secrets = () => Promise.reject(new Error('none here'));
  const engine = createProbeEngine({ location: 'local', place: 'local', secrets });
  // A healthy run that would not be among the one in twenty.
  const result = await engine.run(probe, Date.now(), new AbortController().signal);
  expect(result.outcome).toBe('up');
  const spans = spansOf(result, { probe, location: 'local', tickMs: result.startedAtMs });
  await sink.send({ samples: [], logs: [], spans }, AbortSignal.timeout(20_000));

  const found = await jaeger.trace(result.run);
  const names = new Map(found.map(({ spanID, operationName }) => [spanID, operationName]));
  const parents = found
    .filter(({ operationName }) => operationName === 'handle')
    .map(({ references }) => names.get(references[0]?.spanID ?? ''));
  expect(parents.sort()).toEqual(['first', 'third']);
});

test('ids that no trace may have are refused in words, and are not sent again', async () => {
  const sink = createOtlpSink({ url: jaeger.otlpUrl }, createOutgoing());
  const spans = spansOf(failed, context).map((span) => ({ ...span, traceId: 'not hex' }));
  const { delivered, rejected, retry } = await sink.send({ samples: [], logs: [], spans }, AbortSignal.timeout(20_000));
  expect({ delivered, retry, rejected: rejected.map(({ reason, count }) => [reason, count]) }).toEqual({
    delivered: 0,
    rejected: [['invalid', 9]],
  });
});
test('a trace that is sent again brings no new span', async () => {
  const sink = createOtlpSink({ url: jaeger.otlpUrl }, createOutgoing());
  const spans = spansOf({ ...failed, run: 'c0ffee01c0ffee01c0ffee01c0ffee01' }, context);
  for (let time = 0; time < 2; time++) await sink.send({ samples: [], logs: [], spans }, AbortSignal.timeout(20_000));
  // Its memory keeps every copy; they are copies, by their ids.
  const found = await jaeger.trace('c0ffee01c0ffee01c0ffee01c0ffee01');
  expect(new Set(found.map(({ spanID }) => spanID))).toEqual(new Set(spans.map(({ spanId }) => spanId)));
});
