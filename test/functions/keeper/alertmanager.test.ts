import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSilenceKeeper, refreshAlerts } from '../../../functions/keeper/alertmanager.ts';
import { createFolderObjects } from '../../../functions/objects/folder-objects.ts';
import { machineAddresses } from '../../../lib/backend/addresses.ts';
import { alertmanagerArgs, alertmanagerConfig } from '../../../lib/backend/alertmanager.ts';
import { makeFolder } from '../../support/folder.ts';
import { freePorts, startProgram } from '../../support/real-program.ts';

/** A real Alertmanager with the backend's own configuration. */
async function startAlertmanager(): Promise<string> {
  const folder = await makeFolder();
  const [port = 0, keeper = 0] = await freePorts(2);
  const addresses = machineAddresses((name) => (name === 'alertmanager.http' ? port : keeper));
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(config, JSON.stringify(alertmanagerConfig({ hasKeeper: true }, addresses)));
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram('alertmanager', {
    args: alertmanagerArgs(addresses, { config, data: join(folder, 'data') }),
    readyUrl: `${url}/-/ready`,
    withinMs: 20_000,
  });
  onTestFinished(() => program.stop('SIGKILL'));
  return url;
}

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
