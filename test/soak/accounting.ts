import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { account } from '../support/accounting/account.ts';

/**
 * `make soak NAME=accounting ARGS='--probes 200 --hours 10 --kills 20 --down 60 --seed 1'`: results go to a real Prometheus through a proxy that cuts, delays, throttles, loses
 * answers and refuses, while the shipper is killed; every sample is there once with its value, and what was refused for good stands in rejected/.
 */
const { values } = parseArgs({
  options: {
    probes: { type: 'string', default: '200' },
    locations: { type: 'string', default: '3' },
    hours: { type: 'string', default: '10' },
    kills: { type: 'string', default: '20' },
    down: { type: 'string', default: '60' },
    seed: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const folder = await mkdtemp(join(tmpdir(), 'probewright-accounting-'));
console.log(`accounting: ${JSON.stringify(values)}, seed ${seed}`);
const { differences, ...result } = await account({
  folder,
  seed,
  probes: Number(values.probes),
  locations: Number(values.locations),
  minutes: Number(values.hours) * 60,
  lastMs: Math.floor(Date.now() / 60_000) * 60_000,
  kills: Number(values.kills),
  downMs: Number(values.down) * 1000,
  say: console.log,
});
console.log(JSON.stringify(result, undefined, 2));
const { totals, batches, samples, poisoned, rejected } = result;
const adds = totals.batches === batches && totals.delivered === samples - poisoned && rejected === poisoned;
for (const difference of differences.slice(0, 20)) console.error(difference);
if (differences.length > 0 || !adds) {
  console.error(`${differences.length} differences; kept in ${folder}`);
  process.exit(1);
}
console.log('Every sample is accounted for.');
await rm(folder, { recursive: true });
