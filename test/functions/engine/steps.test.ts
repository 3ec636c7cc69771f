import { describe, expect, test } from 'vitest';
import type { Assertion } from '../../../lib/model/assertion.ts';
import type { Capture } from '../../../lib/model/probe.ts';
import type { HttpSettings } from '../../../lib/model/settings.ts';
import { NEVER, pattern, TICK_MS, tinyEngine } from '../../support/tiny-engine.ts';
import { type HttpStep, type Look, probeOf, settingsOf, stepOf } from '../../support/tiny-kind.ts';

const ok: Assertion = { subject: 'status', comparison: { op: 'equals', value: 200 }, otherwise: 'down' };
const slow: Assertion = { subject: 'duration', comparison: { op: 'below', value: 0 }, otherwise: 'degraded' };
const fromBody = (name: string, secret = false): Capture => ({
  name,
  secret,
  from: { body: pattern(`${name}=(\\S+)`) },
});

/** Runs the steps and hands back the result with everything that the looks were given. */
async function runSteps(steps: readonly HttpStep[], look: Look, secrets: Readonly<Record<string, string>> = {}) {
  const given: { target: string; settings: HttpSettings }[] = [];
  const engine = tinyEngine(
    (target, settings, run) => {
      given.push({ target, settings });
      return look(target, settings, run);
    },
    { secrets },
  );
  const result = await engine.run(probeOf({ target: 'http://${secret:host}/', steps }), TICK_MS, NEVER);
  return { result, given };
}
const host = { host: 'shop.test' };

describe('steps', () => {
  test('run in order and hand on what they capture', async () => {
    const steps = [
      stepOf({ name: 'log in', expect: [ok], capture: [fromBody('token'), fromBody('id')] }),
      stepOf({
        name: 'read',
        settings: settingsOf({ path: '/cart/${id}', headers: [['Authorization', 'Bearer ${token}']] }),
        expect: [ok],
      }),
    ];
    const { result, given } = await runSteps(steps, () => ({ status: 200, body: 'token=t1 id=7' }), host);
    expect(result.outcome).toBe('up');
    expect(result.attempts[0]?.steps.map(({ name }) => name)).toEqual(['log in', 'read']);
    expect(given[1]).toMatchObject({
      target: 'http://shop.test/',
      settings: { path: '/cart/7', headers: [['Authorization', 'Bearer t1']] },
    });
  });

  test('stop at the first that is down, which is named; what was degraded before does not count', async () => {
    const steps = [stepOf({ name: 'a', expect: [slow] }), stepOf({ name: 'b', expect: [ok] }), stepOf({ name: 'c' })];
    const { result } = await runSteps(steps, () => ({ status: 500 }), host);
    expect(result).toMatchObject({ outcome: 'down', failure: { reason: 'status_unexpected', step: 'b' } });
    expect(result).not.toHaveProperty('degraded');
    expect(result.attempts[0]?.steps.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('that are degraded do not stop the next one, and the first of them counts', async () => {
    const steps = [stepOf({ name: 'a' }), stepOf({ name: 'b', expect: [slow] }), stepOf({ name: 'c', expect: [slow] })];
    const { result } = await runSteps(steps, () => ({ status: 200, durationMs: 2 }), host);
    expect(result).toMatchObject({ outcome: 'degraded', durationMs: 6, degraded: { reason: 'too_slow', step: 'b' } });
    expect(result.attempts[0]?.steps).toHaveLength(3);
  });

  test('`capture_failed`: a value that is not there is down in the step that captures it', async () => {
    const steps = [stepOf({ name: 'log in', expect: [ok], capture: [fromBody('token')] }), stepOf({ name: 'read' })];
    const { result } = await runSteps(steps, () => ({ status: 200, body: 'welcome' }), host);
    expect(result.failure).toEqual({
      reason: 'capture_failed',
      phase: 'capture',
      message: 'nothing to capture as «token»',
      step: 'log in',
    });
    expect(result.attempts[0]?.steps).toMatchObject([{ excerpt: { body: 'welcome' } }]);
  });
});

describe('templates', () => {
  test('are filled in everywhere in settings and assertions, and leave patterns alone', async () => {
    const literal = pattern('^${x}');
    const steps = [
      stepOf({
        settings: settingsOf({
          path: '/a/$${kept}',
          body: { json: { user: ['${secret:quoted}'], n: 5, none: null } },
        }),
        expect: [
          { subject: 'body', comparison: { op: 'in', values: ['${secret:host}', 'x'] }, otherwise: 'down' },
          { subject: 'body', comparison: { op: 'not', of: { op: 'matches', pattern: literal } }, otherwise: 'down' },
        ],
      }),
    ];
    const { result, given } = await runSteps(steps, () => ({ body: 'shop.test' }), { ...host, quoted: 'a"b\\' });
    expect(result.outcome).toBe('up');
    expect(given[0]?.settings).toMatchObject({
      path: '/a/${kept}',
      body: { json: { user: ['a"b\\'], n: 5, none: null } },
    });
    expect(result.attempts[0]?.steps[0]?.checks.map(({ expected }) => expected)).toEqual([
      'in "<secret>", "x"',
      'not matches /^${x}/',
    ]);
  });

  test('timestamp (unix seconds) and random (16 hex digits) are the same throughout an attempt and differ between runs', async () => {
    const settings = settingsOf({ path: '/${timestamp}/${random}' });
    const steps = [stepOf({ name: 'a', settings }), stepOf({ name: 'b', settings })];
    const first = await runSteps(steps, () => ({ status: 200 }), host);
    const second = await runSteps(steps, () => ({ status: 200 }), host);
    const [path] = first.given.map((one) => one.settings.path);
    expect(path).toMatch(/^\/1[0-9]{9}\/[0-9a-f]{16}$/);
    expect(first.given[1]?.settings.path).toBe(path);
    expect(second.given[0]?.settings.path?.slice(-16)).not.toBe(path?.slice(-16));
  });

  test("a dialogue's texts stay templates, in which only the groups of matches are left to fill in", async () => {
    const dialogue = [{ send: 'CONFIRM ${1} ${secret:host} ${secret:odd} $${x}' }, { expect: pattern('^${1}') }];
    const settings = { ...settingsOf(), dialogue } as HttpSettings;
    const { given } = await runSteps([stepOf({ settings })], () => ({}), { ...host, odd: '${2}' });
    expect(given[0]?.settings).toMatchObject({
      dialogue: [{ send: 'CONFIRM ${1} shop.test $${2} $${x}' }, { expect: pattern('^${1}') }],
    });
  });
});

describe('secrets', () => {
  const SECRET = 'p"ss wörd/1';
  const FORMS = [
    SECRET,
    JSON.stringify(SECRET).slice(1, -1),
    encodeURIComponent(SECRET),
    encodeURIComponent(SECRET).replaceAll('%20', '+'),
    Buffer.from(SECRET).toString('base64'),
    Buffer.from(`probe:${SECRET}`).toString('base64'),
    'tok-en',
  ];

  test('and captured secrets show nowhere in a result, in whatever form the target or the prober echoes them', async () => {
    const echo = FORMS.join(' | ');
    const steps = [
      stepOf({
        name: 'log in',
        settings: settingsOf({ auth: { basic: { username: 'probe', password: '${secret:password}' } } }),
        expect: [ok, slow],
        capture: [fromBody('token', true)],
      }),
      stepOf({
        name: 'read',
        settings: settingsOf({ headers: [['X-Token', '${token}']] }),
        expect: [{ subject: 'body', comparison: { op: 'equals', value: '${token}' }, otherwise: 'down' }],
      }),
    ];
    const { result } = await runSteps(
      steps,
      (_target, settings, run) => {
        run.log('warn', `sent ${echo}`, { echo });
        if (settings.auth) return { status: 200, body: `token=tok-en ${echo}`, headers: [['X-Echo', echo]] };
        return {
          status: 200,
          url: `http://shop.test/?q=${echo}`,
          body: echo,
          headers: [
            ['Set-Cookie', 'id=1'],
            ['X-Echo', echo],
          ],
          failure: { reason: 'transfer_reset', phase: 'transfer', message: `after ${echo}` },
        };
      },
      { ...host, password: SECRET },
    );
    const text = JSON.stringify(result);
    for (const form of FORMS) expect(text).not.toContain(JSON.stringify(form).slice(1, -1));
    expect(result.failure?.message).toMatch(/^after <secret> \|/);
    expect(result.attempts[0]?.steps[0]?.excerpt?.body).toMatch(/^token=<secret> <secret> \|/);
    expect(result.attempts[0]?.steps[1]?.excerpt?.headers?.[0]).toEqual(['Set-Cookie', '<hidden>']);
  });

  test('are not shown by a step that fails before its token is handed on', async () => {
    const steps = [stepOf({ expect: [ok], capture: [fromBody('token', true)] })];
    const { result } = await runSteps(steps, () => ({ status: 500, body: 'token=tok-en' }), host);
    expect(result.attempts[0]?.steps[0]?.excerpt?.body).toBe('token=<secret>');
  });

  test('are not shown by half where a body ends in the midst of one', async () => {
    const steps = [stepOf({ settings: settingsOf({ path: '/${secret:password}' }) })];
    const failure = { reason: 'body_truncated', phase: 'transfer', message: 'cut' } as const;
    const { result } = await runSteps(steps, () => ({ status: 200, body: 'you sent open ses', failure }), {
      ...host,
      password: 'open sesame',
    });
    expect(result.attempts[0]?.steps[0]?.excerpt?.body).toBe('you sent <secret>');
  });

  test('in the userinfo of an address are not shown when the header that is made of it is echoed', async () => {
    const engine = tinyEngine(() => ({ status: 500, body: `Basic ${Buffer.from('bob:a/b?').toString('base64')}` }), {
      secrets: { password: 'a%2Fb%3F' },
    });
    for (const target of ['http://bob:${secret:password}@shop.test/', 'bob:${secret:password}@shop.test']) {
      const result = await engine.run(probeOf({ target, steps: [stepOf({ expect: [ok] })] }), TICK_MS, NEVER);
      expect(result.attempts[0]?.steps[0]?.excerpt?.body).toBe('Basic <secret>');
    }
  });

  test('are not in the message and the stack of a prober that throws', async () => {
    const steps = [stepOf({ settings: settingsOf({ path: '/${secret:password}' }) })];
    const { result } = await runSteps(steps, (_target, { path }) => Promise.reject(new Error(`bad ${path}`)), {
      ...host,
      password: SECRET,
    });
    expect(result.fault?.message).toBe('The prober threw: Error: bad /<secret>');
    expect(JSON.stringify(result.log)).not.toContain('wörd');
  });
});
