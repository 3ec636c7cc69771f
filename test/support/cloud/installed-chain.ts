import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShardPlan } from '../../../lib/model/shard.ts';
import { type RealLoki, startLoki } from '../real-loki.ts';
import { type RealPrometheus, startPrometheus } from '../real-prometheus.ts';
import { DEPLOY, makeCdkFolder } from './cdk.ts';
import { type EmulatedCloud, startCloud } from './emulated-cloud.ts';
import { configText, probesText } from './fixture-app.ts';
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
  /** `REGION SHARD` → the names of its probes, as the assets say. */
  readonly probesOf: ReadonlyMap<string, readonly string[]>;
  stop(): Promise<void>;
}

export const TENANT = 'chain';

/** How long a page takes: longer than it takes until an invocation is disturbed, so that nothing is stored then. */
const PAGE_MS = 400;

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
    await folder.write('probewright.config.ts', configText({ id: 'chain', regions, delivery }));
    await folder.write('probes/pages.probe.yaml', probesText(probes, target.base));
    await folder.bootstrap(regions);
    await folder.cdk('deploy', '--all', '--concurrency', '4', ...DEPLOY);
    for (const region of regions) kept(await startQueuePoller(cloud.emulator, region));
    const schedules = await readSchedules(cloud.emulator, regions);
    const probesOf = await readShards(join(folder.path, 'cdk.out'));
    return { cloud, prometheus, loki, gate, schedules, probesOf, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readShards(assembly: string): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for await (const file of glob('asset.*/shards/*.json', { cwd: assembly })) {
    const { shard, plan }: ShardPlan = JSON.parse(await readFile(join(assembly, file), 'utf8'));
    const probes = plan.plan.probes.map(({ name }) => name);
    found.set(`${plan.plan.locations[0]?.name} ${shard}`, probes);
  }
  return found;
}
