import { describe, expect, test } from 'vitest';
import type { Assertion } from '../../../lib/model/assertion.ts';
import { TICK_MS, type TinyEngine, tinyEngine } from '../../support/tiny-engine.ts';
import { type Glimpse, probeOf, stepOf } from '../../support/tiny-kind.ts';

const ok: Assertion = { subject: 'status', comparison: { op: 'equals', value: 200 }, otherwise: 'down' };
const probe = (name: string) => probeOf({ name, target: name, steps: [stepOf({ expect: [ok] })] });
const request = { tickMs: TICK_MS, deadlineMs: 60_000, shard: 's1', planHash: 'abc' };
const hang = () => new Promise<never>(() => {});

/** What is seen of each target; a function may also hang or throw. */
type Sights = Readonly<Record<string, (signal: AbortSignal) => Glimpse | Promise<Glimpse>>>;

function engineSeeing(sights: Sights, parts: TinyEngine = {}) {
  return tinyEngine((target, _settings, run) => sights[target]?.(run.signal) ?? { status: 200 }, parts);
}
const outcomes = ({ results }: { results: readonly { probe: string; outcome: string }[] }) =>
  Object.fromEntries(results.map((result) => [result.probe, result.outcome]));

describe('a shard', () => {
  test('runs side by side, and its batch has the results in the order of the probes', async () => {
    const both = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() };
    const engine = engineSeeing({
      a: () => both.b.promise.then(() => ({ status: 200 })),
      b: () => {
        both.b.resolve();
        return { status: 500 };
      },
    });
    const batch = await engine.runShard([probe('a'), probe('b')], request);
    expect(batch).toMatchObject({ version: 1, location: 'here', tickMs: TICK_MS, shard: 's1', plan: 'abc' });
    expect(batch.results.map((result) => [result.probe, result.outcome])).toEqual([
      ['a', 'up'],
      ['b', 'down'],
    ]);
  });

  test('leaves out what is outside of its active hours at its tick, and says so', async () => {
    // The tick is a Sunday, 17:45 UTC.
    const at = (days: 'sun' | 'sat', timezone: string) => ({
      activeHours: [{ days: [days], fromMinute: 17 * 60, toMinute: 18 * 60, timezone }],
    });
    const probes = [
      { ...probe('a'), ...at('sat', 'UTC') },
      { ...probe('b'), ...at('sun', 'UTC') },
      { ...probe('c'), ...at('sun', 'Europe/Berlin') },
      probe('d'),
    ];
    const batch = await engineSeeing({}).runShard(probes, request);
    expect(outcomes(batch)).toEqual({ b: 'up', d: 'up' });
    expect(batch.inactive).toEqual(['a', 'c']);
  });

  test('leaves out what is not enabled', async () => {
    const batch = await engineSeeing({}).runShard([{ ...probe('a'), enabled: false }, probe('b')], request);
    expect(outcomes(batch)).toEqual({ b: 'up' });
  });

  test('`PW5003`: what cannot finish within the deadline is an error, and everything else is in the batch', async () => {
    const engine = engineSeeing({
      slow: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const batch = await engine.runShard([probe('slow'), probe('fast')], { ...request, deadlineMs: 150 });
    expect(outcomes(batch)).toEqual({ slow: 'error', fast: 'up' });
    expect(batch.results[0]?.fault).toEqual({ code: 'PW5003', message: 'The 150 ms of the shard «s1» were over.' });
  });

  test('`PW5003`: what cannot even start within the deadline is an error without attempts', async () => {
    const engine = engineSeeing({}, { cpuMs: spending(), limits: { graceMs: 10, maxHoldMs: 60_000 } });
    const batch = await engine.runShard([probe('a'), probe('b')], { ...request, deadlineMs: 100 });
    expect(batch.results.map(({ fault, attempts }) => [fault?.code, attempts.length])).toEqual([
      ['PW5003', 0],
      ['PW5003', 0],
    ]);
  });

  test('`PW5002`: a prober that ignores its signal, and one that throws, cost their own runs only', async () => {
    const engine = engineSeeing({ hangs: hang, throws: () => Promise.reject(new Error('bug')) });
    const probes = ['hangs', 'throws', 'a', 'b'].map(probe);
    const batch = await engine.runShard(probes, { ...request, deadlineMs: 200 });
    expect(outcomes(batch)).toEqual({ hangs: 'error', throws: 'error', a: 'up', b: 'up' });
    expect(batch.results.map(({ fault }) => fault?.code)).toEqual(['PW5002', 'PW5001', undefined, undefined]);
  });
});

describe('the control probe', () => {
  const sights: Sights = {
    control: () => ({ status: 503 }),
    bad: () => ({ status: 500 }),
    broken: () => Promise.reject(new Error('bug')),
  };
  const probes = ['good', 'bad', 'broken'].map(probe);

  test('`PW5004`: when it is down, what was down is error, and what was up stays up', async () => {
    const batch = await engineSeeing(sights, { control: probe('control') }).runShard(probes, request);
    expect(outcomes(batch)).toEqual({ good: 'up', bad: 'error', broken: 'error' });
    const [, bad, broken] = batch.results;
    expect(bad?.fault).toEqual({
      code: 'PW5004',
      message:
        'The control probe «control» of this location is down as well (status 503, expected 200), ' +
        'so what was seen says nothing about the target (status_unexpected: status 500, expected 200)',
    });
    expect(bad).not.toHaveProperty('failure');
    expect(broken?.fault?.code).toBe('PW5001');
  });

  test('changes nothing when it is up, degraded or an error of ours', async () => {
    const degraded: Assertion = { ...ok, otherwise: 'degraded' };
    const controls = [probe('good'), { ...probe('bad'), steps: [stepOf({ expect: [degraded] })] }, probe('broken')];
    for (const control of controls) {
      const batch = await engineSeeing(sights, { control }).runShard(probes, request);
      expect(outcomes(batch)).toEqual({ good: 'up', bad: 'down', broken: 'error' });
    }
  });
});

/** A process that uses more and more CPU time. */
function spending(): () => number {
  let spent = 0;
  return () => {
    spent += 10_000;
    return spent;
  };
}
