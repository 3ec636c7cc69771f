import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShardPlan } from '../../../lib/model/shard.ts';
import { type RealLoki, startLoki } from '../real-loki.ts';
import { type RealPrometheus, startPrometheus } from '../real-prometheus.ts';
import { DEPLOY, makeCdkFolder } from './cdk.ts';
import { cloudCalls } from './cloud-calls.ts';
import { type EmulatedCloud, startCloud } from './emulated-cloud.ts';
import { configText, probesText, quickText } from './fixture-app.ts';
import { type Gate, startGate } from './gate.ts';
import { startQueuePoller } from './queue-poller.ts';
import { startSlowTarget } from './slow-target.ts';
import { readSchedules, type Schedule } from './ticker.ts';

/** Everything between a schedule and a stored sample: deployed, at work, and nothing of it ours but what is tested. */
export interface InstalledChain {
  readonly cloud: EmulatedCloud;
  readonly prometheus: RealPrometheus;
  readonly loki: RealLoki;
  /** Before both receivers. */
  readonly gate: Gate;
  readonly schedules: readonly Schedule[];
  /** By `REGION SHARD`, as the assets say. */
  readonly shards: ReadonlyMap<string, ChainShard>;
  /** Messages of ticks under a minute that are on their way or being run. */
  queuedTicks(): Promise<number>;
  stop(): Promise<void>;
}

interface ChainShard {
  readonly probes: readonly string[];
  /** Ticks of the next minute that each minute's run sends itself, milliseconds. */
  readonly queuedMs: readonly number[];
}

export const TENANT = 'chain';

/** How long a page takes: longer than it takes until an invocation is disturbed, so that nothing is stored then. */
const PAGE_MS = 400;

/** Probes of half a minute among them: their ticks between the minutes come through a queue. */
const QUICK = 5;

export async function installChain(regions: readonly string[], probes: number): Promise<InstalledChain> {
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  const kept = <T extends { stop(): Promise<unknown> }>(one: T): T => {
    closing.push(() => one.stop());
    return one;
  };
  try {
    const data = await mkdtemp(join(tmpdir(), 'probewright-chain-'));
    closing.push(() => rm(data, { recursive: true, force: true }));
    const [prometheus, loki] = await Promise.all([startPrometheus(data, '24h'), startLoki(data)]);
    kept(prometheus);
    kept(loki);
    const gate = kept(await startGate({ api: new URL(prometheus.writeUrl).origin, loki: loki.url }));
    const target = kept(await startSlowTarget(PAGE_MS));
    const cloud = kept(await startCloud());
    const folder = await makeCdkFolder(cloud.emulator);
    closing.push(() => folder.remove());
    const headers = `headers: { 'X-Scope-OrgID': '${TENANT}' }`;
    const delivery = `{ mode: 'direct', remoteWrite: { url: '${gate.url}/api/v1/write' }, loki: { url: '${gate.url}/loki/api/v1/push', ${headers} } }`;
    await folder.write('probewright.config.ts', configText({ id: 'chain', locations: regions, delivery }));
    await folder.write(
      'probes/pages.probe.yaml',
      probesText(probes - QUICK, target.base) + quickText(QUICK, target.base),
    );
    await folder.bootstrap(regions);
    await folder.cdk('deploy', '--all', '--concurrency', '4', ...DEPLOY);
    for (const region of regions) kept(await startQueuePoller(cloud.emulator, region));
    const schedules = await readSchedules(cloud.emulator, regions);
    const shards = await readShards(join(folder.path, 'cdk.out'));
    const queuedTicks = () => countQueued(cloud, regions);
    return { cloud, prometheus, loki, gate, schedules, shards, queuedTicks, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readShards(assembly: string): Promise<Map<string, ChainShard>> {
  const found = new Map<string, ChainShard>();
  for await (const file of glob('asset.*/shards/*.json', { cwd: assembly })) {
    const { shard, plan, queuedMs }: ShardPlan = JSON.parse(await readFile(join(assembly, file), 'utf8'));
    const probes = plan.plan.probes.map(({ name }) => name);
    found.set(`${plan.plan.locations[0]?.name} ${shard}`, { probes, queuedMs });
  }
  return found;
}

const COUNTS = ['', 'NotVisible', 'Delayed'].map((which) => `ApproximateNumberOfMessages${which}`);

async function countQueued({ emulator }: EmulatedCloud, regions: readonly string[]): Promise<number> {
  let count = 0;
  for (const region of regions) {
    const calls = cloudCalls(emulator, region);
    const { QueueUrls = [] } = (await calls.sqs('ListQueues', {})) as { QueueUrls?: readonly string[] };
    for (const QueueUrl of QueueUrls.filter((url) => url.endsWith('-ticks'))) {
      const { Attributes } = await calls.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: COUNTS });
      count += Object.values(Attributes as Record<string, string>).reduce((sum, one) => sum + Number(one), 0);
    }
  }
  return count;
}
