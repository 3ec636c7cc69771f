import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Deployment, LocationDeployment } from '../model/deployment.ts';
import type { Installation } from '../model/installation.ts';
import { estimateCost } from '../plan/cost.ts';
import { refusalsOf } from '../plan/refusals.ts';
import { DeploymentError } from './deployment-error.ts';
import { LOCATION_TAG } from './iam/service-role.ts';
import { secretPath } from './names.ts';
import { secretsOfProbes } from './secret-names.ts';
import { regionOf } from './topics-of.ts';

/** CloudFormation allows 500 resources a stack; a location has fewer than 70 beside its schedules. */
export const SCHEDULES_PER_LOCATION = 430;

/** @throws DeploymentError with what «plan» refuses, and with what AWS would refuse half-way through a deploy; each says what to change */
export function checkDeployment(deployment: Deployment): void {
  const { installation, locations } = deployment;
  const problems = [
    ...refusedByPlan(deployment),
    ...accountsHalfNamed(installation),
    ...partitionsMixed(installation),
    ...topicsElsewhere(installation),
    ...reservedTags(installation),
    ...locations.flatMap(tooManySchedules),
    ...locations.flatMap((one) => tooManySecrets(installation, one)),
  ];
  if (problems.length > 0) throw new DeploymentError(problems);
}

/** In the same words, with the installation where they do not name it: several are synthesised at once. */
function refusedByPlan(deployment: Deployment): string[] {
  const begin = `${deployment.installation.id}: `;
  const messages = refusalsOf(deployment, estimateCost(deployment)).map(({ message }) => message);
  return messages.map((message) => (message.startsWith(begin) ? message : begin + message));
}

/** The journal's bucket has to name the other accounts, which it cannot when they are only known at the deploy. */
function accountsHalfNamed({ id, account, hub, locations }: Installation): string[] {
  const places = [{ name: 'hub', ...hub }, ...locations];
  const unnamed = places.filter((place) => (place.account ?? account) === undefined);
  if (unnamed.length === 0 || unnamed.length === places.length) return [];
  return [
    `${id}: ${unnamed.map(({ name }) => name).join(', ')} ${unnamed.length === 1 ? 'has' : 'have'} no account, and others have one. Write account: '…' (twelve digits) for all, or name each.`,
  ];
}

/** Nothing reaches from one partition into another. */
function partitionsMixed({ id, hub, locations }: Installation): string[] {
  const home = partitionOf(hub.region);
  return locations
    .filter(({ region }) => partitionOf(region) !== home)
    .map(
      ({ name, region }) =>
        `${id}: the location ${name} (${region}) is in the partition ${partitionOf(region)}, the hub (${hub.region}) in ${home}. Make an installation of its own for each partition.`,
    );
}

function partitionOf(region: string): string {
  return RegionInfo.get(region).partition ?? 'aws';
}

/** CloudWatch's alarms tell topics of their own region only. */
function topicsElsewhere({ id, alarms, hub, locations }: Installation): string[] {
  const regions = new Set([hub.region, ...locations.map(({ region }) => region)]);
  return alarms.topics
    .filter((topic) => !regions.has(regionOf(topic) ?? ''))
    .map(
      (topic) =>
        `${id}: alarms.topics names ${topic}, and nothing of this installation is in that region: no alarm could tell it. Name a topic in one of ${[...regions].join(', ')}.`,
    );
}

function tooManySchedules({ location, functions }: LocationDeployment): string[] {
  const schedules = functions.reduce((sum, { shards }) => sum + shards.length, 0);
  if (schedules <= SCHEDULES_PER_LOCATION) return [];
  return [
    `${location.name} would have ${schedules} schedules; a stack of CloudFormation has room for ${SCHEDULES_PER_LOCATION}. Spread the probes over two locations of the same region.`,
  ];
}

/** The bucket's policy knows locations by this tag. */
function reservedTags({ id, tags }: Installation): string[] {
  if (tags[LOCATION_TAG] === undefined) return [];
  return [`${id}: the tag ${LOCATION_TAG} says which location a role belongs to. Name yours otherwise.`];
}

/** Policies inside a role have 10,240 characters in all, of which the other statements need less than a third. */
const SECRETS_CHARACTERS = 7_000;

function tooManySecrets(installation: Installation, { location, functions }: LocationDeployment): string[] {
  return functions.flatMap(({ name, shards }) => {
    const secrets = secretsOfProbes(shards.map(({ plan }) => plan.plan.plan.probes));
    const arnLength = `"arn:aws-us-gov:ssm:${location.region}:123456789012:parameter${secretPath(installation)}",`
      .length;
    const characters = secrets.reduce((sum, secret) => sum + arnLength + secret.length, 0);
    if (characters <= SECRETS_CHARACTERS) return [];
    return [
      `${installation.id}: the function ${name} at ${location.name} would have to read ${secrets.length} secrets, and the policy of a role has room for about ${Math.floor((SECRETS_CHARACTERS * secrets.length) / characters)}. Share secrets between probes, or spread the probes over two locations of the same region.`,
    ];
  });
}
