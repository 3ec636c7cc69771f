import type { Emulator } from '../emulator.ts';
import { type ChainRun, shardSchedules } from './chain-run.ts';
import { type InstalledChain, TENANT } from './installed-chain.ts';
import type { LambdaService } from './lambda-service.ts';

const MINUTE_MS = 60_000;

/** What the receivers have, tick by tick: `REGION PROBE TICK` → how often. */
export interface Stored {
  readonly samples: ReadonlyMap<string, number>;
  readonly missed: ReadonlyMap<string, number>;
  readonly lines: ReadonlyMap<string, number>;
}

/** All that Prometheus and Loki have of ticks in [fromMs, toMs]. */
export async function readStored(
  { prometheus, loki }: InstalledChain,
  regions: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<Stored> {
  const rangeSeconds = (toMs - fromMs) / 1000 + 1;
  const samples = await series(prometheus, 'probe_run_counted', rangeSeconds, toMs);
  const missed = await series(prometheus, 'probe_run_missed', rangeSeconds, toMs);
  const lines = new Map<string, number>();
  for (const region of regions) {
    const found = await loki.lines(TENANT, `{location="${region}"}`, fromMs, toMs);
    if (found.length >= 5000) throw new Error('Loki may have more lines than it returned');
    for (const { labels, timestampNs } of found)
      add(lines, region, labels.probe, Number(BigInt(timestampNs) / 1_000_000n));
  }
  return { samples, missed, lines };
}

async function series(
  prometheus: InstalledChain['prometheus'],
  name: string,
  rangeSeconds: number,
  toMs: number,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const { metric, values } of await prometheus.raw(name, rangeSeconds, toMs)) {
    for (const [seconds] of values) add(found, metric.location, metric.probe, seconds * 1000);
  }
  return found;
}

function add(counts: Map<string, number>, region = '?', probe = '?', tickMs: number): void {
  const key = tickKey(region, probe, tickMs);
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What became of the plan's ticks, one a probe and location. */
interface Account {
  readonly planned: number;
  readonly run: number;
  readonly missed: number;
  /** Not stored, and the invocation that should have run it was ended before it could. */
  readonly missing: number;
  /**
   * One receiver has it and the other not, and the invocation was ended while it delivered: in direct delivery results
   * stand nowhere until then. The sample alone is a run, the line alone a tick that is missing.
   */
  readonly halved: number;
  /** What must not be: told in words. */
  readonly wrong: readonly string[];
}

/** What of the chain an account is made from. */
interface Witness extends Pick<InstalledChain, 'schedules' | 'shards'> {
  readonly cloud: {
    readonly emulator: Pick<Emulator, 'account'>;
    readonly lambda: Pick<LambdaService, 'invocations'>;
  };
}

/** Every tick of the plan is run once, missed, or missing, whole or half, by an invocation that is known to have been ended. */
export function accountFor(chain: Witness, run: ChainRun, stored: Stored): Account {
  const counts = { planned: 0, run: 0, missed: 0, missing: 0, halved: 0 };
  const wrong: string[] = [];
  const expected = new Set<string>();
  const ended = endedBefore(chain);
  for (const { region, input, functionArn } of shardSchedules(chain)) {
    const { shard } = JSON.parse(input) as { shard: string };
    const { probes, queuedMs } = chain.shards.get(`${region} ${shard}`) ?? { probes: [], queuedMs: [] };
    for (const { tickMs, sentMs, late } of plannedTicks(run, queuedMs)) {
      const lost = [tickMs, sentMs].some((at) => ended.has(`${functionArn} ${shard} ${iso(at)}`));
      for (const probe of probes) {
        const key = tickKey(region, probe, tickMs);
        expected.add(key);
        counts.planned += 1;
        const [sample = 0, missed = 0, line = 0] = [stored.samples, stored.missed, stored.lines].map((all) =>
          all.get(key),
        );
        const seen = `${sample} samples, ${missed} missed, ${line} lines`;
        if (sample === 1 && line === 1 && missed === 0 && !late) counts.run += 1;
        else if (missed === 1 && sample === 0 && line === 0 && late) counts.missed += 1;
        else if (lost && sample + missed + line === 0) counts.missing += 1;
        else if (lost && !late && missed === 0 && sample + line === 1) counts.halved += 1;
        else wrong.push(`${key}: ${seen}${lost ? ' (its invocation was ended)' : ''}`);
      }
    }
  }
  for (const all of [stored.samples, stored.missed, stored.lines]) {
    for (const key of all.keys()) if (!expected.has(key)) wrong.push(`${key}: nobody planned it`);
  }
  return { ...counts, wrong };
}

/** Ticks of which an invocation was ended and none was answered with something written. */
function endedBefore({ cloud }: Witness): Set<string> {
  const ended = new Set<string>();
  const done = new Set<string>();
  for (const { function: name, region, event, ending, payload } of cloud.lambda.invocations) {
    const { shard, tick } = tickIn(JSON.parse(event));
    if (shard === undefined || tick === undefined) continue;
    const key = `arn:aws:lambda:${region}:${cloud.emulator.account}:function:${name} ${shard} ${tick}`;
    if (ending !== 'answered') ended.add(key);
    else if (JSON.parse(payload).outcome !== 'taken') done.add(key);
  }
  return ended.difference(done);
}

interface Tick {
  readonly shard?: string;
  readonly tick?: string;
}

/** Of the Scheduler itself, or in a message of the queue; the shipper's messages have none. */
function tickIn(event: Tick & { readonly Records?: readonly { readonly body: string }[] }): Tick {
  return event.Records?.[0] ? JSON.parse(event.Records[0].body) : event;
}

interface PlannedTick {
  readonly tickMs: number;
  /** The tick whose run sends it; of a schedule's own the same. */
  readonly sentMs: number;
  readonly late: boolean;
}

/** What schedules fire, and what each of those runs sends itself for the minute after. */
function plannedTicks({ firstTickMs, ticks, lateTickMs }: ChainRun, queuedMs: readonly number[]): PlannedTick[] {
  const fired = [lateTickMs, ...Array.from({ length: ticks }, (_, tick) => firstTickMs + tick * MINUTE_MS)];
  return fired.flatMap((sentMs) => {
    const late = sentMs === lateTickMs;
    const queued = queuedMs.map((afterMs) => ({ tickMs: sentMs + MINUTE_MS + afterMs, sentMs, late }));
    return [{ tickMs: sentMs, sentMs, late }, ...queued];
  });
}

function iso(tickMs: number): string {
  return `${new Date(tickMs).toISOString().slice(0, 19)}Z`;
}

function tickKey(region: string, probe: string, tickMs: number): string {
  return `${region} ${probe} ${iso(tickMs)}`;
}
