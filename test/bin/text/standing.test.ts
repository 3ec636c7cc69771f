import { expect, test } from 'vitest';
import { formatBanner } from '../../../bin/text/banner.ts';
import { formatStanding } from '../../../bin/text/standing.ts';
import { Past } from '../../../functions/local/past.ts';
import type { Outcome } from '../../../lib/model/result.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { httpProbe } from '../../support/http-probes.ts';

const NOON = new Date(2026, 10, 22, 12, 0, 7).getTime();

function entry(outcome: Outcome | undefined, agoMs = 0, changes: Parameters<typeof httpProbe>[2] = {}) {
  const past = Object.assign(new Past(), outcome && { outcome, runs: 3, lastTickMs: NOON - agoMs });
  return { probe: httpProbe('shop', 'http://127.0.0.1:1/', changes), past };
}

test('the worst comes first, with the time of what was seen last; what is muted, disabled or new is left out', () => {
  const entries = [
    ...[entry('up', 5000), entry('degraded'), entry('down', 9000), entry('up'), entry('error'), entry('down')],
    ...[entry('down', 0, { muted: true }), entry('down', 0, { enabled: false }), entry(undefined)],
  ];
  expect(formatStanding(entries, NOON + 1)).toBe('2 down, 1 error, 1 degraded, 2 up (as of 12:00:07)');
});

test('what was seen on another day says so', () => {
  expect(formatStanding([entry('up')], NOON + 86_400_000)).toBe('1 up (as of 2026-11-22 12:00:07)');
});

test('without a history there is no line', () => {
  expect(formatStanding([entry(undefined)], NOON)).toBeUndefined();
  const banner = { probes: 1, files: 1, folders: ['/a/probes'], page: 'http://127.0.0.1:1/', dataFolder: '/a/data' };
  const all = { ...banner, batches: 3, bytes: 7, location: 'local' };
  const { io } = capturedIo('/a', { env: { PROBEWRIGHT_COMMAND: 'bin/probewright' } });
  expect(formatBanner({ ...all, standing: undefined }, io)).not.toContain('last seen');
  const text = formatBanner({ ...all, standing: '1 down (as of 12:00:07)' }, io);
  expect(text).toContain('\n  last seen   1 down (as of 12:00:07)\n');
  expect(text).toContain('  add a probe bin/probewright new http my-shop ');
});
