import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { KeeperStatus } from '../../../functions/keeper/keeper.ts';
import { startKeeperServer, type ToldAlerts } from '../../../functions/keeper/keeper-server.ts';
import { until } from '../../support/local-runner.ts';
import { startAlertmanager } from '../../support/real-alertmanager.ts';

const HOUR_MS = Date.UTC(2026, 10, 22, 12);

async function startServer() {
  const kept = {
    status: { state: 'waiting', words: 'Waits.', missing: {}, sinceMs: HOUR_MS } as KeeperStatus,
    told: [] as ToldAlerts[],
  };
  const server = await startKeeperServer({
    host: '127.0.0.1',
    port: 0,
    status: () => kept.status,
    state: () => ({ parts: ['prometheus'] }),
    now: () => HOUR_MS + 5,
    onAlerts: (told) => void kept.told.push(told),
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const ask = async (path: string, body?: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, body === undefined ? {} : { method: 'POST', body });
    return [answer.status, await answer.text()] as const;
  };
  return { kept, ask, port };
}

test('readiness is a status and one sentence, in the state ready alone', async () => {
  const { kept, ask } = await startServer();
  expect(await ask('/-/ready')).toEqual([503, 'Waits.\n']);
  kept.status = { ...kept.status, state: 'ready', words: 'All is stored.' };
  expect(await ask('/-/ready')).toEqual([200, 'All is stored.\n']);
  expect(await ask('/-/healthy')).toEqual([200, 'ok\n']);
  expect((await ask('/nothing'))[0]).toBe(404);
});

test('metrics say the state, and by store and hour what is missing', async () => {
  const { kept, ask } = await startServer();
  const hour = { fromMs: HOUR_MS, toMs: HOUR_MS + 3_600_000, expected: 60, found: 57 };
  kept.status = { ...kept.status, state: 'restoring', missing: { metrics: [hour], logs: [] } };
  const [, text] = await ask('/metrics');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines).toContain('probewright_keeper_state{state="restoring"} 1');
  expect(lines).toContain('probewright_keeper_state{state="ready"} 0');
  expect(lines).toContain(`probewright_keeper_state_since_timestamp_seconds ${HOUR_MS / 1000}`);
  expect(lines.filter((line) => line.includes('missing'))).toEqual([
    'probewright_keeper_missing_runs{store="metrics",hour="2026-11-22T12"} 3',
  ]);
});

test('what Alertmanager itself tells is kept with its time, and shown', async () => {
  const { kept, ask, port } = await startServer();
  const url = await startAlertmanager(port);
  const alert = { labels: { alertname: 'ProbeDown', probe: 'shop' }, annotations: { summary: 'It is down.' } };
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify([alert]) });
  await until(() => kept.told.length > 0);
  const told = { atMs: HOUR_MS + 5, status: 'firing', alerts: [{ status: 'firing', labels: alert.labels }] };
  expect(kept.told).toEqual([told]);
  expect(JSON.parse((await ask('/api/alerts'))[1])).toEqual([told]);
  expect(JSON.parse((await ask('/api/state'))[1])).toMatchObject({
    keeper: { state: 'waiting' },
    parts: ['prometheus'],
  });
});

test.each([['no json'], ['{"status":"firing"}'], [`{"status":"firing","alerts":[]}${' '.repeat(5 * 1024 * 1024)}`]])(
  'what is no message of Alertmanager is refused, and nothing is told (%#)',
  async (body) => {
    const { kept, ask } = await startServer();
    expect(await ask('/alerts', body).catch(() => [400])).toMatchObject({ 0: 400 });
    expect([kept.told, (await ask('/api/alerts'))[1]]).toEqual([[], '[]\n']);
  },
);
