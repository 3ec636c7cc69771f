import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Assertion } from '../../../lib/model/assertion.ts';
import { type Failure, FaultError } from '../../../lib/model/failure.ts';
import type { Retry } from '../../../lib/model/probe.ts';
import type { Kind } from '../../../lib/model/prober.ts';
import { NEVER, pattern, TICK_MS, tinyEngine } from '../../support/tiny-engine.ts';
import { type Glimpse, kindTable, probeOf, settingsOf, stepOf, tinyKind } from '../../support/tiny-kind.ts';

const refused: Failure = { reason: 'connect_refused', phase: 'connect', message: 'refused' };
const reset: Failure = { reason: 'response_reset', phase: 'processing', message: 'reset' };
const ok: Assertion = { subject: 'status', comparison: { op: 'equals', value: 200 }, otherwise: 'down' };
const fast: Assertion = { subject: 'duration', comparison: { op: 'below', value: 1_000 }, otherwise: 'degraded' };

/** An engine whose looks come from a list, one after the other. */
function engineSeeing(...glimpses: readonly Glimpse[]) {
  const left = [...glimpses];
  return tinyEngine(() => left.shift() ?? { status: 599 });
}
const retry = (attempts: number, ...reasons: Retry['reasons']): Retry => ({ attempts, afterMs: 1, reasons });

describe('a run', () => {
  test('has an id that is the same whenever it is the same run', async () => {
    const engine = engineSeeing();
    const ids = await Promise.all(
      [
        [probeOf(), TICK_MS] as const,
        [probeOf(), TICK_MS] as const,
        [probeOf(), TICK_MS + 1] as const,
        [probeOf({ name: 'other' }), TICK_MS] as const,
      ].map(async ([probe, tickMs]) => (await engine.run(probe, tickMs, NEVER)).run),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
    // sha256 of 'front\nhere\n1795369500000'
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  test('that is up says how long it took, and keeps no excerpt and no debug lines', async () => {
    const engine = tinyEngine((_target, _settings, run) => {
      run.log('debug', 'looking');
      run.log('info', 'seen', { bytes: 3 });
      return { status: 200, durationMs: 12.5, body: 'hello' };
    });
    const result = await engine.run(probeOf({ steps: [stepOf({ expect: [ok] })] }), TICK_MS, NEVER);
    expect(result).toMatchObject({ outcome: 'up', durationMs: 12.5, probe: 'front', kind: 'http' });
    expect(result.attempts[0]?.steps[0]).not.toHaveProperty('excerpt');
    expect(result.log).toMatchObject([{ level: 'info', message: 'seen', fields: { bytes: 3 } }]);
  });

  test('that is degraded keeps why, and an excerpt', async () => {
    const engine = engineSeeing({ status: 200, durationMs: 1_500, headers: [['Via', '1.1 proxy']], body: 'hello' });
    const result = await engine.run(probeOf({ steps: [stepOf({ expect: [ok, fast] })] }), TICK_MS, NEVER);
    expect(result).toMatchObject({ outcome: 'degraded', degraded: { reason: 'too_slow' } });
    expect(result).not.toHaveProperty('failure');
    expect(result.attempts[0]?.steps[0]?.excerpt).toEqual({ headers: [['Via', '1.1 proxy']], body: 'hello' });
  });

  test('keeps at most 4,096 characters of a body, and says that there was more', async () => {
    const engine = engineSeeing({ status: 500, body: 'x'.repeat(10_000) });
    const result = await engine.run(probeOf({ steps: [stepOf({ expect: [ok] })] }), TICK_MS, NEVER);
    expect(result.attempts[0]?.steps[0]?.excerpt).toEqual({ headers: [], body: 'x'.repeat(4_096), cut: true });
  });

  test('bounds its log', async () => {
    const engine = tinyEngine((_target, _settings, run) => {
      for (let line = 0; line < 1_000; line += 1) run.log('warn', 'x'.repeat(5_000));
      return { status: 200 };
    });
    const { log } = await engine.run(probeOf(), TICK_MS, NEVER);
    expect(log).toHaveLength(201);
    expect(log.at(-1)?.message).toBe('800 more lines were left out');
    expect(Math.max(...log.map(({ message }) => message.length))).toBe(2_001);
  });

  test('survives JSON unchanged', async () => {
    const engine = engineSeeing({ failure: refused }, { status: 200 });
    const result = await engine.run(probeOf({ retry: retry(2) }), TICK_MS, NEVER);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe('retries', () => {
  test('go on until an attempt is not down, which decides; every attempt is kept', async () => {
    const result = await engineSeeing({ failure: refused }, { failure: reset }, { status: 200, durationMs: 7 }).run(
      probeOf({ retry: retry(4) }),
      TICK_MS,
      NEVER,
    );
    expect(result).toMatchObject({ outcome: 'up', durationMs: 7 });
    expect(result).not.toHaveProperty('failure');
    expect(result.attempts.map(({ failure }) => failure?.reason)).toEqual([
      'connect_refused',
      'response_reset',
      undefined,
    ]);
    const starts = result.attempts.map(({ startMs }) => startMs);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  test('end at the number of attempts, and the last one decides', async () => {
    const engine = engineSeeing({ failure: refused }, { failure: reset });
    const result = await engine.run(probeOf({ retry: retry(2) }), TICK_MS, NEVER);
    expect(result).toMatchObject({ outcome: 'down', failure: reset });
    expect(result.attempts).toHaveLength(2);
  });

  test('are made for the chosen reasons only', async () => {
    const engine = engineSeeing({ failure: refused }, { failure: reset }, { status: 200 });
    const result = await engine.run(probeOf({ retry: retry(3, 'connect_refused') }), TICK_MS, NEVER);
    expect(result.attempts).toHaveLength(2);
    expect(result.failure?.reason).toBe('response_reset');
  });

  test('are not made after a fault of ours', async () => {
    const engine = tinyEngine(() => Promise.reject(new Error('bug')));
    expect((await engine.run(probeOf({ retry: retry(3) }), TICK_MS, NEVER)).attempts).toHaveLength(1);
  });
});

describe('a fault', () => {
  test('`PW5001`: a prober that throws makes its run an error, with message and stack in the log', async () => {
    const engine = tinyEngine(() => {
      throw new TypeError('undefined is not a function');
    });
    const result = await engine.run(probeOf(), TICK_MS, NEVER);
    expect(result).toMatchObject({
      outcome: 'error',
      fault: { code: 'PW5001', message: 'The prober threw: TypeError: undefined is not a function' },
    });
    expect(result.log[0]?.fields?.stack).toContain('run.test.ts');
  });

  test('`PW5001`: a kind that cannot be loaded makes its run an error', async () => {
    const { http: _http, ...rest } = kindTable(tinyKind(() => ({})));
    const kinds = { ...rest, http: () => Promise.reject<Kind<'http'>>(new Error('no such chunk')) };
    const result = await tinyEngine(() => ({}), { kinds }).run(probeOf(), TICK_MS, NEVER);
    expect(result).toMatchObject({ outcome: 'error', fault: { code: 'PW5001' }, attempts: [] });
  });

  test('`PW5002`: a prober that ignores its signal is left behind after a grace', async () => {
    const engine = tinyEngine(() => new Promise(() => {}));
    const result = await engine.run(probeOf({ timeoutMs: 10 }), TICK_MS, NEVER);
    expect(result).toMatchObject({ outcome: 'error', fault: { code: 'PW5002' } });
  });

  test('`PW5003`: a run that is stopped from outside is an error, in whatever way its prober ends', async () => {
    for (const failed of [true, false]) {
      const stop = new AbortController();
      const engine = tinyEngine(async (_target, _settings, run) => {
        stop.abort(new Error('the program ends'));
        if (failed) return { failure: { reason: 'connect_timeout', phase: 'connect', message: '' } };
        throw run.signal.reason;
      });
      const result = await engine.run(probeOf(), TICK_MS, stop.signal);
      expect(result.fault).toEqual({
        code: 'PW5003',
        message: 'The run was stopped before it was over: Error: the program ends',
      });
    }
  });

  test('`PW5003`: a run that is stopped while it waits for its next attempt is an error that keeps the first', async () => {
    const stop = new AbortController();
    const engine = tinyEngine(() => {
      setImmediate(() => stop.abort());
      return { failure: refused };
    });
    const probe = probeOf({ retry: { attempts: 2, afterMs: 60_000, reasons: [] } });
    const result = await engine.run(probe, TICK_MS, stop.signal);
    expect(result).toMatchObject({ outcome: 'error', fault: { code: 'PW5003' }, attempts: [{ outcome: 'down' }] });
  });

  test('`PW5005`: a secret that is not there is a fault, and so is one that cannot be fetched', async () => {
    const probe = probeOf({ target: 'http://shop.test/${secret:shop/key}' });
    const missing = await tinyEngine(() => ({ status: 200 })).run(probe, TICK_MS, NEVER);
    expect(missing.fault).toEqual({ code: 'PW5005', message: 'There is no secret «shop/key».' });
    const engine = tinyEngine(() => ({ status: 200 }), { secrets: () => new Promise(() => {}) });
    const result = await engine.run({ ...probe, timeoutMs: 10 }, TICK_MS, NEVER);
    expect(result.fault?.message).toMatch(/^The secret «shop\/key» could not be read: Error: no answer within \d+ ms$/);
  });

  test('`PW5008`: a name that nothing captured is a fault', async () => {
    const engine = tinyEngine(() => ({ status: 200 }));
    const result = await engine.run(probeOf({ target: 'http://shop.test/${token}' }), TICK_MS, NEVER);
    expect(result.fault?.code).toBe('PW5008');
    const unclosed = await engine.run(probeOf({ target: 'http://shop.test/${token' }), TICK_MS, NEVER);
    expect(unclosed.fault?.code).toBe('PW5008');
  });

  test('that the prober knows keeps its code', async () => {
    const engine = tinyEngine(() =>
      Promise.reject(new FaultError('PW5006', '127.0.0.1 must not be probed from here.')),
    );
    const result = await engine.run(probeOf(), TICK_MS, NEVER);
    expect(result.fault).toEqual({ code: 'PW5006', message: '127.0.0.1 must not be probed from here.' });
  });

  test('of a later step keeps what the steps before it saw', async () => {
    const engine = tinyEngine((_target, settings) => {
      if (settings.path === '/second') throw new Error('bug');
      return { status: 200 };
    });
    const steps = [stepOf({ name: 'first' }), stepOf({ name: 'second', settings: settingsOf({ path: '/second' }) })];
    const result = await engine.run(probeOf({ steps }), TICK_MS, NEVER);
    expect(result.attempts).toMatchObject([{ outcome: 'error', steps: [{ name: 'first' }] }]);
  });
});

test('the signal of an attempt that takes too long aborts with a TimeoutError', async () => {
  const engine = tinyEngine(async (_target, _settings, run) => {
    await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
    return { failure: { reason: 'response_timeout', phase: 'processing', message: String(run.signal.reason.name) } };
  });
  const result = await engine.run(probeOf({ timeoutMs: 10 }), TICK_MS, NEVER);
  expect(result.failure).toEqual({ reason: 'response_timeout', phase: 'processing', message: 'TimeoutError' });
});

test('the address guard is made for the probe that runs', async () => {
  const engine = tinyEngine((_target, _settings, run) => ({ body: String(run.refuse('127.0.0.1')), status: 500 }), {
    refuse: (probe) => (ip) => `${ip} not for ${probe.name}`,
  });
  const result = await engine.run(probeOf({ steps: [stepOf({ expect: [ok] })] }), TICK_MS, NEVER);
  expect(result.attempts[0]?.steps[0]?.excerpt?.body).toBe('127.0.0.1 not for front');
});

test('what a prober keeps between steps is empty at each attempt', async () => {
  const sizes: number[] = [];
  const engine = tinyEngine((_target, _settings, run) => {
    sizes.push(run.scratch.size);
    run.scratch.set(`step ${sizes.length}`, pattern('x'));
    return sizes.length === 2 ? { failure: refused } : { status: 200 };
  });
  await engine.run(probeOf({ steps: [stepOf({ name: 'a' }), stepOf({ name: 'b' })], retry: retry(2) }), TICK_MS, NEVER);
  expect(sizes).toEqual([0, 1, 0, 1]);
});

test('the time that a secret takes is ours: the target keeps all of its own', async () => {
  const engine = tinyEngine(
    async (_target, _settings, { signal }) => {
      await sleep(60, undefined, { signal });
      return { status: 200 };
    },
    { secrets: () => sleep(150, 'sesame') },
  );
  const steps = [stepOf({ settings: settingsOf({ headers: [['X-Key', '${secret:key}']] }) })];
  const result = await engine.run(probeOf({ timeoutMs: 200, steps }), TICK_MS, NEVER);
  expect(result).toMatchObject({ outcome: 'up' });
});
