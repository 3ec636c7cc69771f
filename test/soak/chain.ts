import { parseArgs } from 'node:util';
import { accountFor, readStored } from '../support/cloud/chain-account.ts';
import { type ChainRun, runChain, shardSchedules } from '../support/cloud/chain-run.ts';
import { type InstalledChain, installChain } from '../support/cloud/installed-chain.ts';

// The chain at its real pace: schedules of three locations, deployed to the emulator, fired each minute into functions on
// AWS's own runtime client under their limits; the receivers are down for two minutes, invocations crash, stall, run out of
// memory, come twice and far too late. `--minutes 10`, `--probes 50` (of each location), `--pace 60000` (ms from tick to tick).
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    probes: { type: 'string', default: '50' },
    pace: { type: 'string', default: '60000' },
  },
});

const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];
const MINUTE_MS = 60_000;

const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
const [minutes, probes, paceMs] = [Number(values.minutes), Number(values.probes), Number(values.pace)];
const chain = await installChain(REGIONS, probes);
// Or frozen processes would stay behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void chain.stop().finally(() => process.exit(130)));
}
try {
  process.exitCode = await soak();
} finally {
  await chain.stop();
}

async function soak(): Promise<number> {
  const { cells } = chain.cloud.lambda;
  say(
    cells.imposed
      ? 'functions have their memory and their share of a processor, and are frozen between ticks'
      : cells.why,
  );
  const real = paceMs >= MINUTE_MS;
  // In compressed time a tick's age means nothing; ticks lie in the past so that receivers take them.
  if (!real) chain.cloud.setVariables({ PROBEWRIGHT_MAX_AGE: '3600' });
  if (real) await wholeMinute();
  const firstTickMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - (real ? 0 : (minutes + 2) * MINUTE_MS);
  const run = planOf(firstTickMs);
  await runChain(chain, run, say);
  const stored = await readStored(chain, REGIONS, run.lateTickMs, firstTickMs + (minutes + 1) * MINUTE_MS);
  const { wrong, ...account } = accountFor(chain, run, stored);
  report(chain);
  say(`ticks: ${JSON.stringify(account)}`);
  for (const line of wrong.slice(0, 50)) say(`WRONG ${line}`);
  const isWhole = account.run + account.missed + account.missing + account.halved === account.planned;
  say(wrong.length === 0 && isWhole ? 'nothing lost, nothing doubled' : `${wrong.length} ticks are wrong`);
  return wrong.length === 0 && isWhole ? 0 : 1;
}

function planOf(firstTickMs: number): ChainRun {
  const last = shardSchedules(chain).length - 1;
  const at = (share: number) => Math.min(minutes - 1, Math.floor(minutes * share));
  return {
    firstTickMs,
    ticks: minutes,
    paceMs,
    outage: [at(0.4), at(0.4) + 2],
    disturbances: [
      { tick: at(0.2), shard: 0, what: 'crash' },
      { tick: at(0.3), shard: Math.min(1, last), what: 'out-of-memory' },
      { tick: at(0.7), shard: last, what: 'stall' },
      { tick: at(0.8), shard: 0, what: 'crash' },
    ],
    doubled: [
      { tick: at(0.3), shard: 0 },
      { tick: at(0.5), shard: Math.min(1, last) },
      { tick: at(0.9), shard: last },
    ],
    lateTickMs: firstTickMs - 90 * MINUTE_MS,
  };
}

function report({ cloud, gate }: InstalledChain): void {
  const { invocations } = cloud.lambda;
  for (const [name, some] of Map.groupBy(
    invocations,
    (one) => `${one.function.replace('chain-', '')}: ${kindOf(one)}`,
  )) {
    const durations = some.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
    const middle = durations[Math.floor(durations.length / 2)] ?? 0;
    say(
      `${name}: ${some.length} times, half within ${middle.toFixed(0)} ms, all within ${durations.at(-1)?.toFixed(0)} ms`,
    );
  }
  say(`${gate.refused} requests met the receivers down`);
  const printed = cloud.lambda.log().split('\n').filter(Boolean);
  say(`functions printed ${printed.length} lines; the first: ${printed[0]?.slice(0, 200) ?? 'none'}`);
}

function kindOf({ ending, cold, payload }: InstalledChain['cloud']['lambda']['invocations'][number]): string {
  const outcome: unknown = ending === 'answered' ? JSON.parse(payload)?.outcome : undefined;
  return [cold ? 'cold' : 'warm', ending, outcome].filter(Boolean).join(', ');
}

/** So that ticks begin where a schedule's would. */
async function wholeMinute(): Promise<void> {
  const { setTimeout: pause } = await import('node:timers/promises');
  await pause(MINUTE_MS - (Date.now() % MINUTE_MS));
}
