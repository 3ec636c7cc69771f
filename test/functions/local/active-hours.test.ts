import { expect, test } from 'vitest';
import type { ProbesAnswer } from '../../../functions/local/api.ts';
import type { ActiveHours } from '../../../lib/model/active-hours.ts';
import { DAYS } from '../../../lib/model/active-hours.ts';
import { jsonDestination, runsIn, startReceiver } from '../../support/delivery.ts';
import { makeFolder } from '../../support/folder.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { startTarget, startTestLocal, until } from '../../support/local-runner.ts';

/** Windows of UTC that hold this moment with an hour on both sides, or are that far from it. */
function hours(isNow: boolean): readonly ActiveHours[] {
  const hour = new Date().getUTCHours() + (isNow ? 23 : 3);
  const window = { days: DAYS, fromMinute: (hour % 24) * 60, toMinute: ((hour + 3) % 24) * 60, timezone: 'UTC' };
  return [window];
}

test('outside of its active hours a probe is not run, not counted and not down: it is not now; within them it is as any other', async () => {
  const target = await startTarget();
  const receiver = await startReceiver();
  const destinations = [jsonDestination(receiver.url)];
  const shop = (isNow: boolean) => httpProbe('shop', target.url, { intervalMs: 200, activeHours: hours(isNow) });
  const runner = await startTestLocal(await makeFolder(), [shop(false)], { destinations });
  const summary = async () => (await runner.json<ProbesAnswer>('/api/probes')).probes[0];
  const intervals = () =>
    receiver.taken.flat().filter(({ name, stale }) => name === 'probe_interval_seconds' && !stale);

  await until(() => intervals().length >= 2);
  expect(target.seen).toHaveLength(0);
  expect(await summary()).toMatchObject({
    state: 'not-now',
    strip: [],
    activeHours: expect.stringMatching(/^daily .* UTC$/),
  });
  expect((await summary())?.nextTickMs).toBeUndefined();
  const out = receiver.taken.flat();
  expect(new Set(out.map(({ name }) => name))).toEqual(new Set(['probe_interval_seconds']));
  expect(new Set(out.map(({ value }) => value))).toEqual(new Set([0]));
  expect((await runner.ask('/metrics')).body.toString()).toMatch(/^probe_interval_seconds\{.*probe="shop".*\} 0$/m);

  runner.set([shop(true)]);
  await runner.ask('/-/reload', { method: 'POST' });
  await until(() => runsIn(receiver.taken).length >= 2);
  expect((await summary())?.state).toBe('up');

  runner.set([shop(false)]);
  await runner.ask('/-/reload', { method: 'POST' });
  await until(() => receiver.taken.flat().some(({ name, stale }) => name === 'probe_success' && stale));
  await until(async () => (await summary())?.state === 'not-now');
  const stale = receiver.taken.flat().filter((sample) => sample.stale);
  // All series end but the one that says so.
  expect(stale.map(({ name }) => name)).not.toContain('probe_interval_seconds');
  expect(stale.map(({ name }) => name)).toContain('probe_run_counted');
  expect((await runner.ask('/metrics')).body.toString()).not.toMatch(/^probe_success\{/m);
});
