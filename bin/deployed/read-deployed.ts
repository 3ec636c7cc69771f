import { nameOf } from '../../lib/cloud/names.ts';
import { ASSET, type Deployment, type FunctionDeployment } from '../../lib/model/deployment.ts';
import type { DeliverySettings } from '../../lib/model/installation.ts';
import type { ShardPlan } from '../../lib/model/shard.ts';
import type { DeployedState } from '../../lib/plan/difference.ts';
import { aws } from '../doctor/aws.ts';
import { deployedStacks } from './deployed-stacks.ts';
import { type DeployedFunction, functionsIn } from './stack-template.ts';
import { readZip } from './zip.ts';

/**
 * What is deployed of an installation: the functions of each location's stack, as their templates say, with the shards in
 * their assets. Undefined when there is nothing.
 */
export async function readDeployed({ installation }: Deployment): Promise<DeployedState | undefined> {
  const stacks = await deployedStacks(installation);
  if (stacks.length === 0) return undefined;
  let delivery: DeliverySettings | undefined;
  const locations: { location: { name: string }; functions: FunctionDeployment[] }[] = [];
  for (const { region, account, name, template } of stacks) {
    const functions: FunctionDeployment[] = [];
    for (const one of functionsIn(template, { account, region })) {
      const kind = KINDS.find((known) => one.functionName === nameOf(installation, name, known));
      if (kind === undefined) continue;
      const files = await assetOf(region, one);
      delivery ??= json<DeliverySettings>(files.get(ASSET.delivery));
      functions.push(functionDeployment(kind, one, files));
    }
    locations.push({ location: { name }, functions });
  }
  return { installation: { delivery: delivery ?? installation.delivery }, locations };
}

/** Functions that run probes, as lib/plan names them. */
const KINDS = ['probes', 'slow'] as const;

async function assetOf(region: string, { bucket, key }: DeployedFunction): Promise<Map<string, string>> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const { Body } = await (await aws.s3(region)).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!Body) throw new Error(`the asset s3://${bucket}/${key} is empty`);
  return readZip(Buffer.from(await Body.transformToByteArray()), (path) => path.endsWith('.json'));
}

function functionDeployment(
  name: (typeof KINDS)[number],
  { memoryMb, timeoutSeconds, maxAgeSeconds, schedules }: DeployedFunction,
  files: ReadonlyMap<string, string>,
): FunctionDeployment {
  return {
    name,
    memoryMb,
    timeoutSeconds,
    maxAgeSeconds,
    shards: schedules.flatMap(({ shard, schedule }) => {
      const plan = json<ShardPlan>(files.get(ASSET.shard(shard)));
      return plan ? [{ plan, schedule }] : [];
    }),
  };
}

function json<T>(text: string | undefined): T | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as T);
}
