import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readShardPlan, runShardPlan, type ShardOptions } from '../../../functions/probe/shard.ts';
import { createEnvSecrets } from '../../../functions/secrets/env.ts';
import type { Probe } from '../../../lib/model/probe.ts';
import type { ShardPlan } from '../../../lib/model/shard.ts';
import { makeFolder } from '../../support/folder.ts';
import { TICK_MS } from '../../support/tiny-engine.ts';
import { type HttpProbe, probeOf, settingsOf, stepOf } from '../../support/tiny-kind.ts';

/** A server on the loopback interface; its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const ok = { subject: 'status', comparison: { op: 'equals', value: 200 }, otherwise: 'down' } as const;
const httpProbe = (name: string, target: string, probe: Partial<HttpProbe> = {}): HttpProbe =>
  probeOf({ name, target, instance: target, timeoutMs: 2_000, steps: [stepOf({ expect: [ok] })], ...probe });
const shardOf = (...probes: Probe[]): ShardPlan => ({
  version: 1,
  shard: 's1',
  plan: { hash: 'abc', plan: { version: 1, id: 'probewright', locations: [], probes, files: [] } },
  intervalMs: 60_000,
  claims: false,
  queuedMs: [],
});

const OPTIONS: ShardOptions = {
  location: 'local',
  place: 'local',
  secrets: createEnvSecrets({ PROBEWRIGHT_SECRET_SHOP_KEY: 'sesame' }),
  tickMs: TICK_MS,
  deadlineMs: 10_000,
  memoryMb: 1_769,
};

test('a shard of real probes of real servers: up, down, refused, hanging, and a secret that never shows', async () => {
  const target = await serve((request, response) => {
    if (request.url === '/hangs') return;
    const known = request.headers.authorization === 'Bearer sesame';
    response.writeHead(known ? 200 : 401, { 'X-Echo': request.headers.authorization ?? '' }).end('hello sesame');
  });
  const bearer = stepOf({ settings: settingsOf({ auth: { bearer: '${secret:shop/key}' } }), expect: [ok] });
  const wrong = { ...ok, comparison: { op: 'equals', value: 201 } } as const;
  const batch = await runShardPlan(
    shardOf(
      httpProbe('up', target, { steps: [bearer] }),
      httpProbe('down', target, { steps: [{ ...bearer, expect: [wrong] }] }),
      httpProbe('refused', 'http://127.0.0.1:1/'),
      httpProbe('hangs', `${target}hangs`, { timeoutMs: 100 }),
      httpProbe('secretless', target, {
        steps: [stepOf({ settings: settingsOf({ auth: { bearer: '${secret:none}' } }) })],
      }),
    ),
    OPTIONS,
  );
  expect(
    batch.results.map(({ probe, outcome, failure, fault }) => [probe, outcome, failure?.reason ?? fault?.code]),
  ).toEqual([
    ['up', 'up', undefined],
    ['down', 'down', 'status_unexpected'],
    ['refused', 'down', 'connect_refused'],
    ['hangs', 'down', 'response_timeout'],
    ['secretless', 'error', 'PW5005'],
  ]);
  expect(JSON.stringify(batch)).not.toContain('sesame');
  expect(batch.results[1]?.attempts[0]?.steps[0]?.excerpt?.body).toBe('hello <secret>');
});

test('`PW5006`: in a function, the machine itself is never probed', async () => {
  const target = await serve((_request, response) => response.end());
  const { results } = await runShardPlan(shardOf(httpProbe('own', target)), { ...OPTIONS, place: 'lambda' });
  expect(results[0]).toMatchObject({ outcome: 'error', fault: { code: 'PW5006' } });
});

test('the control probe of the shard decides whether down means down', async () => {
  const shard = {
    ...shardOf(httpProbe('refused', 'http://127.0.0.1:1/')),
    control: httpProbe('control', 'http://127.0.0.1:1/'),
  };
  const { results } = await runShardPlan(shard, OPTIONS);
  expect(results[0]).toMatchObject({ outcome: 'error', fault: { code: 'PW5004' } });
});

test('a shard is read from its file, and one of another version is refused in words', async () => {
  const file = join(await makeFolder(), 's1.json');
  const shard = shardOf(httpProbe('front', 'http://shop.test/'));
  await writeFile(file, JSON.stringify(shard));
  expect(await readShardPlan(file)).toEqual(shard);
  await writeFile(file, JSON.stringify({ ...shard, version: 2 }));
  await expect(readShardPlan(file)).rejects.toThrow('is a shard of version 2; this program knows version 1');
});
