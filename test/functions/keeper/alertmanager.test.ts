import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createSilenceKeeper, refreshAlerts } from '../../../functions/keeper/alertmanager.ts';
import { createFolderObjects } from '../../../functions/objects/folder-objects.ts';
import { makeFolder } from '../../support/folder.ts';
import { startAlertmanager } from '../../support/real-alertmanager.ts';

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const alertsOf = async (url: string) =>
  (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly {
    endsAt: string;
    startsAt: string;
    labels: object;
  }[];
const silencesOf = async (url: string) =>
  (await (await fetch(`${url}/api/v2/silences`)).json()) as readonly { comment: string; matchers: readonly object[] }[];

test('what Alertmanager holds for true stays true while no rule is evaluated, since when it has been', async () => {
  const url = await startAlertmanager();
  const startsAt = new Date(Date.now() - 600_000).toISOString();
  const soon = new Date(Date.now() + 20_000).toISOString();
  const labels = { alertname: 'ProbeDown', probe: 'shop' };
  expect((await post(`${url}/api/v2/alerts`, [{ labels, startsAt, endsAt: soon }])).status).toBe(200);
  expect(await refreshAlerts(url, { nowMs: Date.now() })).toBe(1);
  const [alert, ...more] = await alertsOf(url);
  expect([alert?.labels, more]).toEqual([labels, []]);
  expect(Date.parse(alert?.startsAt ?? '')).toBe(Date.parse(startsAt));
  expect(Date.parse(alert?.endsAt ?? '') - Date.now()).toBeGreaterThan(200_000);
});

test('an Alertmanager without alerts is told nothing', async () => {
  expect(await refreshAlerts(await startAlertmanager(), { nowMs: Date.now() })).toBe(0);
});

test('silences that an Alertmanager has lost with its disk are given to the next', async () => {
  const store = createFolderObjects(await makeFolder());
  const silence = (comment: string, endsInMs: number) => ({
    matchers: [{ name: 'probe', value: comment, isRegex: false, isEqual: true }],
    startsAt: new Date(Date.now()).toISOString(),
    endsAt: new Date(Date.now() + endsInMs).toISOString(),
    createdBy: 'ops',
    comment,
  });
  const first = await startAlertmanager();
  const keep = createSilenceKeeper(first, store);
  expect(await keep(Date.now())).toBe('unchanged');
  await post(`${first}/api/v2/silences`, silence('shop', 3_600_000));
  await post(`${first}/api/v2/silences`, silence('over-soon', 60_000));
  expect(await keep(Date.now())).toBe('kept');
  expect(await keep(Date.now())).toBe('unchanged');

  const second = await startAlertmanager();
  // Two minutes later the second silence is over.
  expect(await createSilenceKeeper(second, store)(Date.now() + 120_000)).toBe('restored');
  const restored = await silencesOf(second);
  expect(restored.map(({ comment }) => comment)).toEqual(['shop']);
  expect(restored[0]?.matchers).toEqual([{ name: 'probe', value: 'shop', isRegex: false, isEqual: true }]);
});

test('where rules are evaluated, only what waits there for its time to be over is told again', async () => {
  const url = await startAlertmanager();
  const labels = (probe: string) => ({ alertname: 'ProbeDown', probe, cluster: 'probewright' });
  const endsAt = new Date(Date.now() + 20_000).toISOString();
  const alerts = ['waits', 'over'].map((probe) => ({ labels: labels(probe), endsAt }));
  await post(`${url}/api/v2/alerts`, alerts);
  // Prometheus knows nothing of the label that it adds on the way out.
  const evaluator = createServer((_, response) => {
    const of = (probe: string, state: string) => ({ labels: { alertname: 'ProbeDown', probe }, state });
    response.end(
      JSON.stringify({ data: { alerts: [of('waits', 'pending'), of('over', 'firing'), of('new', 'pending')] } }),
    );
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void evaluator.close());
  await new Promise((resolve) => evaluator.once('listening', resolve));
  const pendingIn = [`http://127.0.0.1:${(evaluator.address() as AddressInfo).port}`, 'http://127.0.0.1:1'];
  expect(await refreshAlerts(url, { nowMs: Date.now(), pendingIn })).toBe(1);
  const left = new Map((await alertsOf(url)).map((one) => [JSON.stringify(one.labels).includes('waits'), one.endsAt]));
  expect(Date.parse(left.get(true) ?? '') - Date.now()).toBeGreaterThan(200_000);
  expect(Date.parse(left.get(false) ?? '')).toBe(Date.parse(endsAt));
});
