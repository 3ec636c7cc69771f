import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createS3Objects } from '../../functions/objects/s3-objects.ts';
import { accountFor, alertsTold, isWhole, TEST_RULES, TOLD, testDefinitions } from '../support/backend-account.ts';
import { type CutProxy, startCutProxy } from '../support/cut-proxy.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { type FilledBackend, kill, startFilledBackend, wipe } from '../support/filled-backend.ts';
import { makeFolder } from '../support/folder.ts';
import { startTarget, until } from '../support/local-runner.ts';

const MINUTE_MS = 60_000;
const SETTLE_MS = 5_000;
const CUT_MS = 30_000;
const SEED = 20_261_122;

let emulator: Emulator;
let wire: CutProxy;

beforeAll(async () => {
  emulator = await startEmulator();
  wire = await startCutProxy(emulator.url);
});
afterAll(async () => {
  await wire.close();
  await emulator.stop();
});

async function startBackend(bucket: string, fromMs: number, minutes: number): Promise<FilledBackend> {
  await emulator.createBucket(bucket);
  const { url } = await startTarget();
  const { AWS_ENDPOINT_URL: _, AWS_ENDPOINT_URL_S3: __, ...environment } = emulator.env;
  for (const [name, value] of Object.entries(environment)) process.env[name] = value;
  const filled = await startFilledBackend({
    folder: await makeFolder(),
    settings: { store: { type: 's3', bucket, region: emulator.region, endpoint: wire.url }, lagMs: 5_000 },
    environment,
    definitions: testDefinitions(url),
    load: { probes: 3, locations: 1, minutes, lastMs: fromMs + (minutes - 1) * MINUTE_MS, seed: SEED },
    rules: TEST_RULES,
    settleMs: SETTLE_MS,
  });
  onTestFinished(() => filled.stop());
  return filled;
}

test(`with S3 cut, every program killed and every disk wiped, and then each by itself, all that was journalled is in every answer, and nobody is told what is not so (seed ${SEED})`, async () => {
  const minutes = 8 * 60;
  const fromMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - minutes * MINUTE_MS;
  const filled = await startBackend('kill', fromMs, minutes);
  const { parts } = filled.backend.stack;
  await until(() => isWhole(filled));
  await until(async () => (await alertsTold(filled)).has(TOLD));
  // The restored past is cut into blocks; Query then has them twice.
  const objects = createS3Objects({ bucket: 'kill', region: emulator.region, endpoint: emulator.url });
  await until(async () => {
    const keys = await Array.fromAsync(objects.list('metrics/'));
    return keys.some(({ key }) => key.endsWith('/meta.json'));
  });

  wire.cut();
  kill(parts.map(({ pid }) => pid));
  await wipe(
    filled.data,
    parts.map(({ part }) => part.name),
  );
  await pause(CUT_MS);
  expect(filled.backend.keeper.status.state).not.toBe('ready');
  wire.mend();
  await until(() => isWhole(filled) && parts.every(({ restarts }) => restarts > 0));

  for (const part of parts) {
    const { restarts } = part;
    kill([part.pid]);
    await wipe(filled.data, [part.part.name]);
    await until(() => part.restarts > restarts && part.state === 'ready');
  }
  const toMs = Date.now();
  await until(() => isWhole(filled) && Date.now() - SETTLE_MS > toMs);
  const account = await accountFor(filled, fromMs, toMs);
  expect(account.differences).toEqual([]);
  expect(account.samples).toBeGreaterThan(3 * minutes * 10);
  expect(await alertsTold(filled)).toEqual(new Set([TOLD]));
}, 300_000);
