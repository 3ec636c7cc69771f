import { describe, expect, test } from 'vitest';
import { judge } from '../../../functions/engine/judge.ts';
import { createRedactor } from '../../../functions/engine/redactor.ts';
import type { Assertion, Comparison } from '../../../lib/model/assertion.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import type { CertificateFacts, TlsFacts } from '../../../lib/model/observation.ts';
import type { Fact } from '../../../lib/model/prober.ts';
import { matcher, pattern } from '../../support/tiny-engine.ts';
import { type Glimpse, seenOf, tinyKind } from '../../support/tiny-kind.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;

/** Judges what was seen; the kind answers `fact` for its own subjects. */
async function judgeAll(expectations: readonly Assertion[], glimpse: Glimpse = {}, fact?: Fact, secret = '') {
  const redactor = createRedactor();
  await redactor.add(secret);
  const tiny = tinyKind(() => glimpse);
  const kind = fact === undefined ? tiny : { ...tiny, fact: () => fact };
  return judge(expectations, seenOf(glimpse), { kind, matcher, redactor, nowMs: NOW_MS });
}

function assertion(subject: Assertion['subject'], field: string | undefined, comparison: Comparison): Assertion {
  return { subject, ...(field !== undefined && { field }), comparison, otherwise: 'down' };
}
const degraded = (one: Assertion): Assertion => ({ ...one, otherwise: 'degraded' });
const equals = (value: string | number | boolean): Comparison => ({ op: 'equals', value });

const leaf: CertificateFacts = {
  subject: 'CN=shop.test',
  issuer: 'CN=Shop authority',
  names: ['shop.test', '*.shop.test'],
  addresses: ['192.0.2.1'],
  serial: '0a',
  fingerprint: 'ff',
  notBeforeMs: NOW_MS - DAY_MS,
  notAfterMs: NOW_MS + 13 * DAY_MS,
  keyType: 'ec',
  selfSigned: false,
};
const tls: TlsFacts = {
  version: 'TLS 1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  verified: true,
  chain: [leaf],
  earliestExpiryMs: leaf.notAfterMs,
};
const refused: Failure = { reason: 'connect_refused', phase: 'connect', message: '192.0.2.1:443 refused' };

const ok2xx = assertion('status', undefined, { op: 'in', values: [{ from: 200, to: 299 }] });
const fast = assertion('duration', '', { op: 'below', value: 800 });
const valid14d = assertion('certificate', 'validFor', { op: 'atLeast', value: 14 * DAY_MS });
const record = 'shop.test.\t3600\tIN\tA\t192.0.2.1';

/** reason, assertion, what was seen, the fact where it is of another kind, the message. */
const MISSES: readonly [string, Assertion, Glimpse, Fact, string][] = [
  ['status_unexpected', ok2xx, { status: 502 }, undefined, 'status 502, expected 200-299'],
  [
    'header_unexpected',
    assertion('header', 'etag', { op: 'exists', value: true }),
    {},
    undefined,
    'header etag is not there, expected to exist',
  ],
  [
    'body_unexpected',
    assertion('body', undefined, { op: 'matches', pattern: pattern('Welcome') }),
    { body: 'Sorry' },
    undefined,
    'body "Sorry", expected to match /Welcome/',
  ],
  ['json_unexpected', assertion('json', '$.status', equals('UP')), {}, 'DOWN', 'json $.status "DOWN", expected "UP"'],
  ['redirects_unexpected', assertion('redirects', undefined, equals(1)), {}, undefined, 'redirects 0, expected 1'],
  [
    'redirects_unexpected',
    assertion('url', undefined, { op: 'contains', value: '/home' }),
    { url: 'http://shop.test/login' },
    undefined,
    'url http://shop.test/login, expected to contain "/home"',
  ],
  ['version_unexpected', assertion('version', undefined, equals(2)), {}, 1.1, 'version 1.1, expected 2'],
  [
    'size_unexpected',
    assertion('size', undefined, { op: 'above', value: 9 }),
    { body: 'tiny' },
    undefined,
    'size 4 bytes, expected above 9 bytes',
  ],
  ['certificate_unexpected', valid14d, { tls }, undefined, 'certificate validFor 13d, expected at least 14d'],
  [
    'tls_unexpected',
    assertion('tls', 'version', equals('TLS 1.2')),
    { tls },
    undefined,
    'tls version TLS 1.3, expected TLS 1.2',
  ],
  [
    'address_unexpected',
    assertion('address', undefined, equals('192.0.2.2')),
    { address: { ip: '192.0.2.1', family: 4, port: 443 } },
    undefined,
    'address 192.0.2.1, expected 192.0.2.2',
  ],
  ['too_slow', fast, { durationMs: 1_234 }, undefined, 'duration 1.23s, expected below 800ms'],
  [
    'too_slow',
    assertion('duration', 'connect', { op: 'below', value: 10 }),
    { phases: [{ name: 'connect', startMs: 0, durationMs: 20 }] },
    undefined,
    'duration of connect 20ms, expected below 10ms',
  ],
  [
    'text_unexpected',
    assertion('text', undefined, { op: 'contains', value: '220' }),
    {},
    '554 no',
    'text "554 no", expected to contain "220"',
  ],
  [
    'rcode_unexpected',
    assertion('rcode', undefined, { op: 'in', values: ['NOERROR'] }),
    {},
    'SERVFAIL',
    'rcode SERVFAIL, expected NOERROR',
  ],
  [
    'answer_unexpected',
    assertion('answer', 'every', { op: 'contains', value: '192.0.2.2' }),
    {},
    [record],
    `answer "${record.replaceAll('\t', ' ')}", expected every one to contain "192.0.2.2"`,
  ],
  ['answer_unexpected', assertion('authority', 'count', equals(2)), {}, [record], 'authority count 1, expected 2'],
  [
    'answer_unexpected',
    assertion('additional', 'none', { op: 'contains', value: '.1' }),
    {},
    ['.1'],
    'additional ".1", expected none to contain ".1"',
  ],
  ['answer_unexpected', assertion('serial', undefined, equals(7)), {}, 8, 'serial 8, expected 7'],
  ['answer_unexpected', assertion('flag', 'aa', equals(true)), {}, false, 'flag aa false, expected true'],
];

describe('a miss', () => {
  const titled = MISSES.map(([reason, expectation, glimpse, fact, message]) => ({
    reason,
    expectation,
    glimpse,
    fact,
    message,
  }));
  test.each(titled)('is `$reason`: $message', async ({ reason, expectation, glimpse, fact, message }) => {
    const judged = await judgeAll([expectation], glimpse, fact);
    expect(judged.failure).toEqual({ reason, phase: 'expect', message });
    expect(judged.checks).toMatchObject([{ passed: false, reason, subject: expectation.subject, otherwise: 'down' }]);
    expect((await judgeAll([degraded(expectation)], glimpse, fact)).degraded).toEqual(judged.failure);
  });

  test('says what was expected and what was seen', async () => {
    const { checks } = await judgeAll([ok2xx], { status: 502 });
    expect(checks[0]).toEqual({
      subject: 'status',
      expected: 'in 200-299',
      actual: '502',
      passed: false,
      otherwise: 'down',
      reason: 'status_unexpected',
    });
  });

  test('that is only degraded does not hide one that is down, and the first of each counts', async () => {
    const judged = await judgeAll(
      [degraded(fast), ok2xx, degraded(valid14d), assertion('size', undefined, equals(1))],
      {
        status: 502,
        durationMs: 900,
        tls,
      },
    );
    expect([judged.failure?.reason, judged.degraded?.reason]).toEqual(['status_unexpected', 'too_slow']);
    expect(judged.checks).toHaveLength(4);
  });
});

describe('a certificate', () => {
  test.each([
    ['subject', 'CN=shop.test'],
    ['issuer', 'CN=Shop authority'],
    ['serial', '0a'],
    ['fingerprint', 'ff'],
    ['keyType', 'ec'],
    ['selfSigned', false],
    ['verified', true],
    ['chainLength', 1],
    ['names', '*.shop.test'],
    ['names', '192.0.2.1'],
  ])('is judged by its %s', async (field, value) => {
    const judged = await judgeAll([assertion('certificate', field, equals(value))], { tls });
    expect(judged.checks[0]?.passed).toBe(true);
  });

  test('is judged also when it did not verify, and that it did not stays the first reason', async () => {
    const failure: Failure = { reason: 'tls_expired', phase: 'tls', message: 'expired' };
    const judged = await judgeAll([ok2xx, valid14d], { tls: { ...tls, verified: false }, failure });
    expect(judged.failure).toBe(failure);
    expect(judged.checks).toMatchObject([{ subject: 'certificate', passed: false, actual: '13d' }]);
  });

  test('that was never seen is not as expected, since nobody spoke TLS', async () => {
    const judged = await judgeAll([valid14d], { status: 200 });
    expect(judged.failure?.message).toBe(
      'certificate validFor is not there: there was no TLS (plain HTTP), expected at least 14d',
    );
  });
});

test('a kind may say why there is nothing to judge', async () => {
  const kind = {
    ...tinyKind(() => ({})),
    fact: () => undefined,
    absence: (one: Assertion) => `the body is not JSON (${one.field}, sesame)`,
  };
  const redactor = createRedactor();
  await redactor.add('sesame');
  const expectation = assertion('json', '$.status', equals('UP'));
  const judged = await judge([expectation], seenOf({ status: 200 }), { kind, matcher, redactor, nowMs: NOW_MS });
  expect(judged.failure?.message).toBe(
    'json $.status is not there: the body is not JSON ($.status, <secret>), expected "UP"',
  );
});

describe('after a failed observation', () => {
  test('what was not seen is not judged, and what was is', async () => {
    const failure: Failure = { reason: 'body_truncated', phase: 'transfer', message: '3 of 10 bytes' };
    const missing = assertion('header', 'etag', { op: 'exists', value: false });
    const judged = await judgeAll([ok2xx, missing], { status: 502, failure });
    expect(judged.failure).toBe(failure);
    expect(judged.checks.map(({ subject, passed }) => [subject, passed])).toEqual([['status', false]]);
  });
});

describe('a probe that must fail', () => {
  const mustRefuse = assertion('reason', undefined, { op: 'in', values: ['connect_refused', 'connect_reset'] });

  test('is up when it fails so', async () => {
    const judged = await judgeAll([ok2xx, mustRefuse], { failure: refused });
    expect(judged.failure).toBeUndefined();
    expect(judged.checks).toMatchObject([{ subject: 'reason', actual: 'connect_refused', passed: true }]);
  });

  test('`unexpected_success`: is down when it does not fail', async () => {
    const judged = await judgeAll([mustRefuse, ok2xx], { status: 200 });
    expect(judged.failure).toEqual({
      reason: 'unexpected_success',
      phase: 'expect',
      message: 'succeeded, expected to fail with connect_refused, connect_reset',
    });
  });

  test('`reason_unexpected`: is down when it fails otherwise', async () => {
    const judged = await judgeAll([mustRefuse], {
      failure: { reason: 'connect_timeout', phase: 'connect', message: 'no answer in 10s' },
    });
    expect(judged.failure).toEqual({
      reason: 'reason_unexpected',
      phase: 'expect',
      message: 'failed with connect_timeout (no answer in 10s), expected to fail with connect_refused, connect_reset',
    });
  });

  test('may also be meant to miss an assertion, and may be only degraded', async () => {
    const must502 = assertion('reason', undefined, equals('status_unexpected'));
    expect((await judgeAll([ok2xx, must502], { status: 502 })).failure).toBeUndefined();
    const judged = await judgeAll([degraded(must502)], { status: 200 });
    expect([judged.failure, judged.degraded?.reason]).toEqual([undefined, 'unexpected_success']);
  });
});

describe('what is secret', () => {
  test('shows neither in the actual, nor in the expectation, nor in the message', async () => {
    const judged = await judgeAll(
      [assertion('body', undefined, { op: 'contains', value: 'sesame-2' })],
      { body: `you said sesame and ${'x'.repeat(470)} sesame` },
      undefined,
      'sesame',
    );
    expect(JSON.stringify(judged)).not.toContain('sesame');
    expect(judged.checks[0]?.actual).toMatch(/^"you said <secret> and x+ <secret>"$/);
    expect(judged.checks[0]?.expected).toBe('contains "<secret>-2"');
  });

  test('is not shown in half where the text is cut', async () => {
    const judged = await judgeAll(
      [assertion('body', undefined, equals('x'))],
      { body: `${'y'.repeat(504)}sesame!` },
      undefined,
      'sesame',
    );
    expect(judged.checks[0]?.actual).not.toContain('ses');
  });

  test('is every cookie, whoever set it', async () => {
    const judged = await judgeAll([assertion('header', 'Set-Cookie', { op: 'contains', value: 'Domain' })], {
      headers: [['Set-Cookie', 'session=123']],
    });
    expect(judged.failure?.message).toBe('header Set-Cookie <hidden>, expected to contain "Domain"');
  });
});
