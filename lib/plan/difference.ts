import type { FunctionDeployment } from '../model/deployment.ts';
import type { CloudLocation, Installation } from '../model/installation.ts';
import type { Probe } from '../model/probe.ts';
import { canonicalJson } from './hash.ts';

/** What is deployed, as far as a difference looks at it; a Deployment is one. */
export interface DeployedState {
  readonly installation: Pick<Installation, 'delivery'>;
  readonly locations: readonly {
    readonly location: Pick<CloudLocation, 'name'>;
    readonly functions: readonly FunctionDeployment[];
  }[];
}

export interface ProbeChange {
  readonly name: string;
  readonly locations: readonly string[];
}

/** What a deploy would change. Names of schedules and functions begin with their location: `eu-west-1/1m-00`. */
export interface Difference {
  readonly probes: {
    /** Once a probe, with the locations that it comes to. */
    readonly added: readonly ProbeChange[];
    /** With the keys that differ: `target`, `steps`, `intervalMs`. */
    readonly changed: readonly (ProbeChange & { readonly fields: readonly string[] })[];
    readonly removed: readonly ProbeChange[];
    /** Unchanged, but run by another shard. */
    readonly moved: readonly ProbeChange[];
  };
  readonly schedules: Named;
  readonly functions: Named;
  /** Where results go. */
  readonly delivery: boolean;
  readonly empty: boolean;
}

interface Named {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** @param before undefined: nothing is deployed, or nobody knows what */
export function difference(before: DeployedState | undefined, after: DeployedState): Difference {
  const old = before ?? { installation: after.installation, locations: [] };
  const probes = probeDifference(placed(old), placed(after));
  const schedules = named(schedulesOf(old), schedulesOf(after));
  const functions = named(functionsOf(old), functionsOf(after));
  const delivery = canonicalJson(old.installation.delivery) !== canonicalJson(after.installation.delivery);
  const lists = [...Object.values(probes), ...Object.values(schedules), ...Object.values(functions)];
  return { probes, schedules, functions, delivery, empty: !delivery && lists.every((list) => list.length === 0) };
}

interface Placed {
  readonly probe: Probe;
  readonly shard: string;
}

/** Every probe by its name and location. */
function placed({ locations }: DeployedState): Map<string, Map<string, Placed>> {
  const all = new Map<string, Map<string, Placed>>();
  for (const { location, functions } of locations) {
    for (const { plan } of functions.flatMap(({ shards }) => shards)) {
      for (const probe of plan.plan.plan.probes) {
        const at = all.get(probe.name) ?? new Map<string, Placed>();
        all.set(probe.name, at.set(location.name, { probe, shard: plan.shard }));
      }
    }
  }
  return all;
}

type PlacedProbes = ReturnType<typeof placed>;

function probeDifference(before: PlacedProbes, after: PlacedProbes): Difference['probes'] {
  const added: ProbeChange[] = [];
  const removed: ProbeChange[] = [];
  const changed: (ProbeChange & { fields: readonly string[] })[] = [];
  const moved: ProbeChange[] = [];
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [old, now] = [before.get(name) ?? new Map(), after.get(name) ?? new Map()] as const;
    const only = (some: ReadonlyMap<string, Placed>, others: ReadonlyMap<string, Placed>) =>
      [...some.keys()].filter((location) => !others.has(location));
    add(added, name, only(now, old));
    add(removed, name, only(old, now));
    const both = [...now].flatMap(([location, place]) => {
      const was = old.get(location);
      return was ? [{ location, place, was }] : [];
    });
    const differing = both.filter(({ place, was }) => fieldsThatDiffer(was.probe, place.probe).length > 0);
    const fields = [...new Set(differing.flatMap(({ place, was }) => fieldsThatDiffer(was.probe, place.probe)))];
    if (differing.length > 0) changed.push({ name, locations: differing.map(({ location }) => location), fields });
    const shifted = both.filter((one) => !differing.includes(one) && one.place.shard !== one.was.shard);
    add(
      moved,
      name,
      shifted.map(({ location }) => location),
    );
  }
  return { added, changed, removed, moved };
}

function add(list: ProbeChange[], name: string, locations: readonly string[]): void {
  if (locations.length > 0) list.push({ name, locations });
}

/** Where a definition stands, and where else the probe runs, is no change of a probe. */
const ELSEWHERE = new Set(['source', 'locations']);

function fieldsThatDiffer(before: Probe, after: Probe): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Probe>;
  return [...keys]
    .filter((key) => !ELSEWHERE.has(key) && canonicalJson(before[key]) !== canonicalJson(after[key]))
    .sort();
}

/** What a schedule and its shard's file are made of. */
function schedulesOf({ locations }: DeployedState): Map<string, string> {
  return new Map(
    locations.flatMap(({ location, functions }) =>
      functions.flatMap(({ name, shards }) =>
        shards.map(({ plan: { shard, plan, control, claims }, schedule }) => {
          const made = [name, schedule, plan.hash, claims, control?.target];
          return [`${location.name}/${shard}`, JSON.stringify(made)] as const;
        }),
      ),
    ),
  );
}

/** What a function is made of, beside its code. */
function functionsOf({ locations }: DeployedState): Map<string, string> {
  return new Map(
    locations.flatMap(({ location, functions }) =>
      functions.map(
        ({ name, memoryMb, timeoutSeconds, maxAgeSeconds }) =>
          [`${location.name}/${name}`, `${memoryMb} ${timeoutSeconds} ${maxAgeSeconds}`] as const,
      ),
    ),
  );
}

function named(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Named {
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    changed: [...after].filter(([name, made]) => before.has(name) && before.get(name) !== made).map(([name]) => name),
    removed: [...before.keys()].filter((name) => !after.has(name)),
  };
}
