import type { Deployment, FunctionDeployment, LocationDeployment } from '../model/deployment.ts';
import type { CloudLocation, Installation } from '../model/installation.ts';
import type { HashedPlan } from '../model/plan.ts';
import type { Probe } from '../model/probe.ts';
import { chooseMemory } from './memory.ts';
import { isSlow } from './probe-load.ts';
import { maxAgeSeconds, timeoutSeconds } from './run-time.ts';
import { shardsOf } from './shards.ts';

/**
 * Everything that a deploy of one environment makes, from the compiled definitions: the same input gives the same
 * deployment, to the byte. Only enabled probes, at locations that the installation has in AWS.
 */
export function deploymentOf(compiled: HashedPlan, installation: Installation): Deployment {
  const locations = installation.locations.flatMap((location): LocationDeployment[] => {
    const probes = compiled.plan.probes.filter(
      ({ enabled, locations }) => enabled && locations.includes(location.name),
    );
    if (probes.length === 0) return [];
    const functions = [
      functionOf(
        compiled,
        installation,
        location,
        probes.filter((probe) => !isSlow(probe)),
        'probes',
      ),
      functionOf(compiled, installation, location, probes.filter(isSlow), 'slow'),
    ];
    return [{ location, functions: functions.filter((one) => one.shards.length > 0) }];
  });
  return { installation, locations };
}

function functionOf(
  compiled: HashedPlan,
  { delivery }: Installation,
  location: CloudLocation,
  probes: readonly Probe[],
  name: 'probes' | 'slow',
): FunctionDeployment {
  const shards = shardsOf(compiled, location, probes, {
    suffix: name === 'slow' ? '-slow' : '',
    // What was delivered by the function itself cannot be taken back by the journal.
    claims: delivery.mode === 'direct',
  });
  const memoryMb = location.memoryMb ?? chooseMemory(shards);
  return {
    name,
    memoryMb,
    timeoutSeconds: timeoutSeconds(shards, memoryMb),
    maxAgeSeconds: maxAgeSeconds(shards),
    shards,
  };
}
