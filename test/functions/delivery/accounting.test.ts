import { expect, test } from 'vitest';
import { account } from '../../support/accounting/account.ts';
import { makeFolder } from '../../support/folder.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

test(`an hour of results is in Prometheus once and value-exact though everything goes wrong on the way, and what is refused for good stands in rejected/ (SEED=${seed})`, async () => {
  const { batches, samples, poisoned, totals, rejected, differences, faults } = await account({
    folder: await makeFolder(),
    seed,
    probes: 30,
    locations: 3,
    minutes: 60,
    lastMs: Math.floor(Date.now() / 60_000) * 60_000,
    kills: 3,
    downMs: 2000,
    say: () => undefined,
  });
  expect(differences.slice(0, 5)).toEqual([]);
  expect(totals.batches).toBe(batches);
  expect(totals.delivered).toBe(samples - poisoned);
  expect(rejected).toBe(poisoned);
  expect(poisoned).toBeGreaterThan(0);
  // Something did go wrong.
  expect(faults.cut).toBeGreaterThan(0);
}, 90_000);
