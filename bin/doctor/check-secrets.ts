import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { secretPath } from '../../lib/cloud/names.ts';
import { secretsOfDelivery, secretsOfProbes } from '../../lib/cloud/secret-names.ts';
import type { Deployment } from '../../lib/model/deployment.ts';
import { shellWord } from '../text/shell-word.ts';
import { aws, unknown } from './aws.ts';
import type { Check } from './check.ts';
import type { Place } from './places.ts';

/** AWS takes so many names in one question. */
const AT_ONCE = 50;

/** Whether the secrets that are read in a region are there, by their names: no value is ever asked for. */
export async function checkSecrets(
  { region, locations, isHub }: Place,
  deployment: Deployment,
): Promise<readonly Check[]> {
  const { installation } = deployment;
  const ofDelivery = isHub || locations.length > 0 ? secretsOfDelivery(installation.delivery) : [];
  const ofProbes = secretsOfProbes(locations.flatMap(({ functions }) => functions.flatMap(({ shards }) => shards)));
  const names = [...new Set([...ofDelivery, ...ofProbes])].sort().map((name) => `${secretPath(installation)}${name}`);
  if (names.length === 0) return [];
  try {
    const found = await describe(region, names);
    return names.map((name) => judge(region, name, found.get(name)));
  } catch (error) {
    return [unknown(region, 'Secrets', 'ssm:DescribeParameters', error)];
  }
}

async function describe(region: string, names: readonly string[]): Promise<Map<string, ParameterMetadata>> {
  const { paginateDescribeParameters } = await import('@aws-sdk/client-ssm');
  const client = await aws.ssm(region);
  const found = new Map<string, ParameterMetadata>();
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const filter = { Key: 'Name', Option: 'Equals', Values: names.slice(at, at + AT_ONCE) };
    for await (const { Parameters = [] } of paginateDescribeParameters({ client }, { ParameterFilters: [filter] })) {
      for (const one of Parameters) if (one.Name !== undefined) found.set(one.Name, one);
    }
  }
  return found;
}

function judge(region: string, name: string, found: ParameterMetadata | undefined): Check {
  const put = `printf %s "$SECRET" | aws ssm put-parameter --region ${region} --type SecureString --name ${shellWord(name)} --value file:///dev/stdin`;
  if (!found) return { region, status: 'blocks', words: `There is no SSM parameter ${name}.`, remedy: put };
  if (found.Type === 'SecureString') return { region, status: 'fine', words: `Secret ${name}` };
  return {
    region,
    status: 'warning',
    words: `The SSM parameter ${name} is a ${found.Type}, readable by whoever may read parameters.`,
    remedy: `Delete it, then: ${put}`,
  };
}
