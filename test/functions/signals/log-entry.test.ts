import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logEntryOf } from '../../../functions/signals/log-entry.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import type { Probe } from '../../../lib/model/probe.ts';
import { anyResult } from '../../support/arbitrary-results.ts';
import { resultOf, stepSeen, TLS } from '../../support/results.ts';
import { probeOf } from '../../support/tiny-kind.ts';

const TICK_MS = 1_700_000_000_000;
const here = (probe: Probe = probeOf()) => ({ probe, location: 'eu-west-1', tickMs: TICK_MS });
const bytes = (text: string) => Buffer.byteLength(text, 'utf8');

const failure: Failure = {
  reason: 'status_unexpected',
  phase: 'expect',
  message: 'The status is 503.',
  step: 'log in',
};
const address = { ip: '192.0.2.7', family: 4, port: 443 } as const;
const seen = stepSeen(
  'http',
  { redirects: 0, secure: true, status: 503 },
  {
    address,
    tls: TLS,
    phases: [
      { name: 'resolve', startMs: 0, durationMs: 1.2 },
      { name: 'connect', startMs: 1.3, durationMs: 3 },
    ],
  },
  [
    {
      subject: 'status',
      expected: 'in 200-299',
      actual: '503',
      passed: false,
      otherwise: 'down',
      reason: 'status_unexpected',
    },
    {
      subject: 'header',
      field: 'Retry-After',
      expected: 'exists',
      passed: true,
      otherwise: 'down',
      reason: 'header_unexpected',
    },
  ],
);
const failed = resultOf(
  [{ ...seen, name: 'log in', excerpt: { headers: [['Server', 'busy/1']], body: 'so\nbusy', cut: true } }],
  {
    run: '0123456789abcdef0123456789abcdef',
    outcome: 'down',
    failure,
    startedAtMs: TICK_MS + 250,
    durationMs: 1250,
    log: [{ atMs: 3, level: 'warn', message: 'no answer yet', fields: { try: 1 } }],
  },
);

test('a failed run is there whole', () => {
  expect(logEntryOf(failed, here()).line).toBe(
    `front down after 1.25 s: status_unexpected in expect of step log in: The status is 503.
run 0123456789abcdef0123456789abcdef at 2023-11-14T22:13:20.250Z from eu-west-1 to http://shop.test/
  step log in: 13 ms · 503 · TLS 1.3 · 192.0.2.7:443
    phases: resolve 1.2 ms · connect 3 ms
    tls: TLS_AES_128_GCM_SHA256, verified
    certificate: CN=shop.test, by CN=Shop authority,O=Shop, from 1970-01-01T00:00:00Z until 2027-01-15T08:00:00Z
    failed (down): status in 200-299; was 503
    passed: header Retry-After exists; nothing was seen
    header Server: busy/1
    body:
    | so
    | busy
    there was more than this
log
  +3 ms warn no answer yet try=1`,
  );
});

test('every attempt of a failed run is there', () => {
  const { attempts } = failed;
  const lines = logEntryOf({ ...failed, attempts: [...attempts, ...attempts] }, here()).line.split('\n');
  expect(lines.filter((line) => line.startsWith('attempt'))).toEqual([
    'attempt 1 of 2, begun at +0 ms: down after 1.25 s: status_unexpected in expect of step log in: The status is 503.',
    'attempt 2 of 2, begun at +0 ms: down after 1.25 s: status_unexpected in expect of step log in: The status is 503.',
  ]);
});

test('a healthy run costs one short line', () => {
  const up = resultOf([seen], { log: [{ atMs: 1, level: 'info', message: 'not worth a line' }] });
  const { line } = logEntryOf(up, here());
  expect(line).toBe('front up in 13 ms · 503 · TLS 1.3 · 192.0.2.7:443');
  const [attempt] = failed.attempts;
  const retried = { ...up, attempts: [...(attempt ? [attempt] : []), ...up.attempts] };
  expect(logEntryOf(retried, here()).line).toBe(`${line} · at attempt 2, after status_unexpected`);
});

test('our own fault is told apart from the target', () => {
  const error = resultOf([], { outcome: 'error', fault: { code: 'PW5005', message: 'No secret shop/password.' } });
  const { line, labels, metadata } = logEntryOf(error, here());
  expect(line).toMatch(/^front not looked at, through a fault of ours: secret_missing \(PW5005\): No secret/);
  expect(labels.outcome).toBe('error');
  expect(metadata).toMatchObject({ level: 'critical', fault: 'secret_missing', code: 'PW5005' });
});

test('labels are four, and everything else is metadata', () => {
  const probe = probeOf({ labels: { team: 'shop', kind: 'mine', reason: 'mine', empty: '' } });
  const { labels, metadata, timestampMs } = logEntryOf(failed, here(probe));
  expect(labels).toEqual({ job: 'probewright', location: 'eu-west-1', kind: 'http', outcome: 'down' });
  expect(timestampMs).toBe(TICK_MS);
  expect(metadata).toEqual({
    level: 'error',
    probe: 'front',
    instance: 'http://shop.test/',
    run: failed.run,
    trace_id: failed.run,
    started_at: '2023-11-14T22:13:20.250Z',
    duration_seconds: '1.25',
    attempts: '1',
    reason: 'status_unexpected',
    phase: 'expect',
    step: 'log in',
    status: '503',
    address: '192.0.2.7',
    team: 'shop',
  });
});

test("a target's text cannot pass for a line of ours, and no character in it is a command", () => {
  const body = 'ok\r\nother down after 1 s: \u001b[31mred\u0000\u202egnp.exe\u2028x';
  const step = { ...seen, excerpt: { headers: [['X', 'a\nb']] as const, body } };
  const { line } = logEntryOf(resultOf([step], { outcome: 'down', failure }), here());
  expect(line).toContain('    | ok\n    | other down after 1 s: \ufffd[31mred\ufffd\ufffdgnp.exe\ufffdx');
  expect(line).toContain('    header X: a ⏎ b');
});

test('an over-long line is cut between characters, and says by how much', () => {
  const log = Array.from({ length: 200 }, () => ({ atMs: 1, level: 'info', message: '€😀'.repeat(700) }) as const);
  const { line } = logEntryOf({ ...failed, log }, here());
  expect(bytes(line)).toBeLessThanOrEqual(250_000);
  expect(bytes(line)).toBeGreaterThan(249_900);
  const [, cut, left] = /^(.*)\n… cut here: (\d+) more bytes$/s.exec(line) ?? [];
  const whole = logEntryOf({ ...failed, log: log.slice(0, 10) }, here()).line;
  expect(line.startsWith(whole.slice(0, 10_000))).toBe(true);
  expect(line).not.toContain('\ufffd');
  const perLine = bytes(`\n  +1 ms info ${'€😀'.repeat(700)}`);
  const all = bytes(whole) + 190 * perLine;
  expect(bytes(cut ?? '') + Number(left)).toBe(all);
});

test('metadata stays within what Loki takes, and never leaves out ours', () => {
  const labels = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`label_${index}`, 'ü'.repeat(5000)]));
  const { metadata } = logEntryOf(failed, here(probeOf({ labels })));
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + bytes(name) + bytes(value), 0);
  expect(size).toBeLessThanOrEqual(64_000);
  expect(Object.keys(metadata).length).toBeLessThanOrEqual(126);
  expect(metadata).toMatchObject({ probe: 'front', address: '192.0.2.7', label_0: expect.stringMatching(/^ü{998}…$/) });
});

describe('any result', () => {
  test('becomes the same entry before and after the journal', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const again = JSON.parse(JSON.stringify(result));
        expect(logEntryOf(again, here())).toEqual(logEntryOf(result, here()));
      }),
    );
  });

  test('becomes a line of well-formed text that begins with its probe and outcome, and metadata of plain names', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const { line, metadata } = logEntryOf(result, here());
        expect(line).toMatch(/^front (?:up in|down after|degraded after|not looked at)/);
        for (const text of [line, ...Object.values(metadata)]) {
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toMatch(/[^\P{Cc}\t\n]/u);
        }
        for (const [name, value] of Object.entries(metadata)) {
          expect(name).toMatch(/^[a-z_]+$/);
          expect(value).not.toBe('');
          expect(value).not.toContain('\n');
        }
        if (result.outcome === 'up') expect(line).not.toContain('\n');
      }),
    );
  });
});
