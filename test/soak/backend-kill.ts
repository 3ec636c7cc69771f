import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { accountFor, alertsTold, isWhole, TEST_RULES, TOLD, testDefinitions } from '../support/backend-account.ts';
import { startCutProxy } from '../support/cut-proxy.ts';
import { startEmulator } from '../support/emulator.ts';
import { kill, startFilledBackend, wipe } from '../support/filled-backend.ts';

/**
 * `node test/soak/backend-kill.ts --hours 23 --probes 40 --locations 2 --cut 600 --apart 3600`: the backend on the S3 emulator with a journal of so many hours, at
 * one run a minute. Each program is killed, and killed with its disk wiped; all are killed; all are killed with every disk wiped, twice, so many seconds apart; S3 is cut; the
 * disk of all parts is full for `--full` seconds (a tmpfs: as root). Afterwards Query must have every sample of the journal, and nobody may have been told what is not so.
 */
const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '23' },
    probes: { type: 'string', default: '40' },
    locations: { type: 'string', default: '2' },
    cut: { type: 'string', default: '600' },
    apart: { type: 'string', default: '3600' },
    full: { type: 'string', default: '60' },
    'disk-mb': { type: 'string', default: '1024' },
    seed: { type: 'string', default: '1' },
  },
});
const MINUTE_MS = 60_000;
const SETTLE_MS = 5_000;
const folder = await mkdtemp(join(tmpdir(), 'probewright-backend-soak-'));
const data = join(folder, 'backend', 'data');
const isMounted = await mountSmall(data);
const target = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
await once(target, 'listening');
const emulator = await startEmulator();
const wire = await startCutProxy(emulator.url);
await emulator.createBucket('soak');
const { AWS_ENDPOINT_URL: _, AWS_ENDPOINT_URL_S3: __, ...environment } = emulator.env;
Object.assign(process.env, environment);

const minutes = 60 * Number(values.hours);
const fromMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - minutes * MINUTE_MS;
const beganMs = performance.now();
const filled = await startFilledBackend({
  folder,
  settings: { store: { type: 's3', bucket: 'soak', region: emulator.region, endpoint: wire.url }, lagMs: 5_000 },
  environment,
  definitions: testDefinitions(`http://127.0.0.1:${(target.address() as AddressInfo).port}/`),
  load: {
    probes: Number(values.probes),
    locations: Number(values.locations),
    minutes,
    lastMs: fromMs + (minutes - 1) * MINUTE_MS,
    seed: Number(values.seed),
  },
  rules: TEST_RULES,
  settleMs: SETTLE_MS,
});
const { parts } = filled.backend.stack;
const names = parts.map(({ part }) => part.name);
const table: { event: string; 'ready after s': number; restored: boolean }[] = [];

await measured('the first start', async () => undefined);
for (const { part } of parts) {
  await measured(`${part.name} killed`, () => killed([part.name]));
  await measured(`${part.name} killed and wiped`, () => killed([part.name], [part.name]));
}
await measured('all killed', () => killed(names));
await measured('all killed and wiped', () => killed(names, names));
await pause(1000 * Number(values.apart));
await measured('all killed and wiped again', () => killed(names, names));
await measured(`S3 cut for ${values.cut} s, all killed and wiped at its beginning`, async () => {
  wire.cut();
  await killed(names, names);
  await pause(1000 * Number(values.cut));
  wire.mend();
});
if (isMounted) {
  await measured(`a full disk for ${values.full} s`, async () => {
    await whileFull(data, () => pause(1000 * Number(values.full)));
  });
  await measured(`a full disk for ${values.full} s, all killed meanwhile`, async () => {
    await whileFull(data, async () => {
      await killed(names);
      await pause(1000 * Number(values.full));
    });
  });
}

const toMs = Date.now() - SETTLE_MS;
await untilWhole();
const account = await accountFor(filled, fromMs, toMs);
const told = [...(await alertsTold(filled))];
console.table(table);
console.log({
  isFullDiskDone: isMounted,
  series: account.series,
  samples: account.samples,
  differences: account.differences.length,
  told,
  batches: Number(values.probes) * Number(values.locations) * minutes,
  seconds: Math.round((performance.now() - beganMs) / 1000),
});
console.log(account.differences.slice(0, 20).join('\n'));
await filled.stop();
await wire.close();
await emulator.stop();
target.close();
target.closeAllConnections();
if (isMounted) execFileSync('umount', [data]);
await rm(folder, { recursive: true });
process.exit(account.differences.length === 0 && told.every((one) => one === TOLD) ? 0 : 1);

/** What is done, and how long it takes from its end until all is ready. */
async function measured(event: string, act: () => Promise<void>): Promise<void> {
  await act();
  const endedMs = performance.now();
  const restored = await untilWhole();
  const seconds = Math.round((performance.now() - endedMs) / 100) / 10;
  table.push({ event, 'ready after s': seconds, restored });
  console.log(
    `${new Date().toISOString().slice(11, 19)} ${event}: ready after ${seconds} s${restored ? ', restored' : ''}`,
  );
}

/** Resolves with whether something was restored. */
async function untilWhole(): Promise<boolean> {
  let restored = false;
  while (!isWhole(filled) || !isUpToDate()) {
    restored ||= filled.backend.keeper.status.state === 'restoring';
    await pause(50);
  }
  return restored;
}

/** Live results, too, are where they belong. */
function isUpToDate(): boolean {
  return filled.backend.local.delivery.every(
    ({ oldestWaitingMs }) => oldestWaitingMs === undefined || Date.now() - oldestWaitingMs < SETTLE_MS,
  );
}

/** Resolves when the supervisor has seen that they are gone. */
async function killed(which: readonly string[], wiped: readonly string[] = []): Promise<void> {
  const those = parts.filter(({ part }) => which.includes(part.name));
  const before = those.map(({ startedAtMs }) => startedAtMs);
  kill(those.map(({ pid }) => pid));
  await wipe(data, wiped);
  while (those.some(({ startedAtMs }, index) => startedAtMs === before[index])) await pause(20);
}

/** A small file system of its own for the folders of all parts, where we may make one. */
async function mountSmall(at: string): Promise<boolean> {
  await mkdir(at, { recursive: true });
  if (process.getuid?.() !== 0) return false;
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${values['disk-mb']}m`, 'tmpfs', at]);
  return true;
}

async function whileFull(at: string, act: () => Promise<void>): Promise<void> {
  const path = join(at, 'filler');
  const filler = await open(path, 'w');
  const chunk = Buffer.alloc(2 ** 20);
  try {
    for (;;) await filler.write(chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await filler.close();
  }
  await act();
  await rm(path);
}
