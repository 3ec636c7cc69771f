import { expect, onTestFinished, test } from 'vitest';
import { accountObjects } from '../../support/accounting/account-objects.ts';
import { startEmulator } from '../../support/emulator.ts';
import { makeFolder } from '../../support/folder.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

test(`two shippers at once bring an hour of results into Prometheus and Loki once and value-exact, though they are killed, told twice and not told, and a disk is lost twice (SEED=${seed})`, async () => {
  const aws = await startEmulator();
  onTestFinished(aws.stop);
  await aws.createBucket('journal');
  const { url: endpoint, region, credentials } = aws;
  const came = await accountObjects({
    folder: await makeFolder(),
    store: { bucket: 'journal', endpoint, region, credentials },
    seed,
    probes: 30,
    probesAShard: 15,
    locations: 3,
    minutes: 60,
    lastMs: Math.floor(Date.now() / 60_000 - 10) * 60_000,
    kills: 3,
    downMinutes: 6,
    wipes: 2,
    say: () => undefined,
  });
  expect(came.differences.slice(0, 5)).toEqual([]);
  expect(came.batches).toBe(360);
  for (const [at, items] of [came.items.samples, came.items.logs].entries()) {
    expect(items.poisoned).toBeGreaterThan(0);
    expect(came.records[at]).toMatchObject({ keys: 360, delivered: items.good, rejected: items.poisoned });
  }
  // It did go wrong.
  expect(came).toMatchObject({ kills: 3, wipes: 2 });
  expect(came.lostEvents).toBeGreaterThan(0);
  expect(came.replayed).toBeGreaterThan(0);
  for (const faults of came.faults) expect(faults.down).toBeGreaterThan(0);
}, 120_000);
