import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Account, account } from '../support/accounting/account.ts';
import { accountObjects, type CloudAccount } from '../support/accounting/account-objects.ts';
import { startEmulator } from '../support/emulator.ts';

/**
 * `make soak NAME=accounting ARGS='--probes 200 --hours 10 --kills 20 --down 60 --seed 1'`: results go through proxies that cut, delay, throttle, lose answers, fail and refuse, while
 * shippers are killed; every sample and line is there once with its value, and what was refused for good stands in rejected/.
 *
 * `--store s3` (the default): journal and records in the emulator's bucket, two shippers of the cloud at once, events doubled, out of order and lost, real Prometheus and Loki, both
 * down for `--down` simulated minutes; Prometheus loses its disk `--wipes` times. `--store folder`: the same with a folder for a bucket. `--store files`: the
 * local runner's journal and deliverer, Prometheus alone, down for `--down` seconds.
 */
const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 's3' },
    probes: { type: 'string', default: '200' },
    shard: { type: 'string', default: '50' },
    locations: { type: 'string', default: '3' },
    hours: { type: 'string', default: '10' },
    kills: { type: 'string', default: '20' },
    down: { type: 'string', default: '60' },
    wipes: { type: 'string', default: '2' },
    seed: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const folder = await mkdtemp(join(tmpdir(), 'probewright-accounting-'));
const began = performance.now();
const say = (text: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}`);
console.log(`accounting: ${JSON.stringify(values)}, seed ${seed}`);
const common = {
  folder,
  seed,
  probes: Number(values.probes),
  locations: Number(values.locations),
  minutes: Number(values.hours) * 60,
  kills: Number(values.kills),
  say,
};
const minuteMs = (ago: number) => Math.floor(Date.now() / 60_000 - ago) * 60_000;
const { differences, ...result } = values.store === 'files' ? await ofFiles() : await ofObjects();
console.log(JSON.stringify(result, undefined, 2));
for (const difference of differences.slice(0, 20)) console.error(difference.slice(0, 1000));
if (differences.length > 0) {
  console.error(`${differences.length} differences; kept in ${folder}`);
  process.exit(1);
}
console.log('Everything is accounted for.');
await rm(folder, { recursive: true });

async function ofFiles(): Promise<Account> {
  const came = await account({ ...common, lastMs: minuteMs(0), downMs: Number(values.down) * 1000 });
  const { totals, batches, samples, poisoned, rejected } = came;
  const adds = totals.batches === batches && totals.delivered === samples - poisoned && rejected === poisoned;
  return adds ? came : { ...came, differences: [...came.differences, 'the records do not add up'] };
}

async function ofObjects(): Promise<CloudAccount> {
  const aws = await startEmulator();
  try {
    await aws.createBucket('journal');
    const { url: endpoint, region, credentials } = aws;
    return await accountObjects({
      ...common,
      // What is younger is not looked for yet.
      lastMs: minuteMs(10),
      store:
        values.store === 's3'
          ? { bucket: 'journal', endpoint, region, credentials }
          : { folder: join(folder, 'bucket') },
      probesAShard: Number(values.shard),
      downMinutes: Number(values.down),
      wipes: Number(values.wipes),
    });
  } finally {
    await aws.stop();
  }
}
