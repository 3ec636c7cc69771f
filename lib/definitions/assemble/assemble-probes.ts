import { finding } from '../finding.ts';
import { combinations, MOST_PROBES, tooMany } from '../layers/each.ts';
import { merge, mergeAll, settled, withStepsMerged } from '../layers/merge.ts';
import type { Known } from '../layers/scope.ts';
import { substitute } from '../layers/substitute.ts';
import { targetNames } from '../layers/target-names.ts';
import { textOf } from '../shape/shape-findings.ts';
import { child, type MapTree, map, originOf, scalar } from '../tree/tree.ts';
import type { Draft } from '../types.ts';
import { completeProbe } from './complete-probe.ts';
import { scopeOf } from './scope.ts';
import type { Definitions, Surroundings } from './surroundings.ts';
import { targetLayer, targetsOf } from './targets-of.ts';

/** One probe as it will be: merged, with the names that its `${…}` may use. */
interface Single {
  readonly merged: MapTree;
  readonly known: ReadonlyMap<string, Known>;
}

/** All probes that one file's entries make: of each entry one for every combination of the axes, and of those one for every target. */
export function assembleProbes({ layers, each, probes }: Definitions, surroundings: Surroundings): Draft[] {
  const { findings, variables } = surroundings;
  const axes = combinations(each, variables, (one) => findings.add(one));
  const drafts: Draft[] = [];
  let made = 0;
  for (const entry of probes) {
    const names = new Set<string>();
    for (const { known, sets } of axes) {
      const merged = settled(withStepsMerged(mergeAll([...layers, ...sets], entry)));
      for (const single of singles(merged, new Map([...variables, ...known]), surroundings)) {
        made += 1;
        if (made > MOST_PROBES) {
          findings.add(tooMany(made, entry.site));
          return drafts;
        }
        const draft = completeProbe(single.merged, single.known, surroundings);
        if (!draft) continue;
        if (names.has(draft.probe.name)) reportSameName(entry, each, surroundings);
        else drafts.push(draft);
        names.add(draft.probe.name);
      }
    }
  }
  return drafts;
}

function singles(merged: MapTree, known: ReadonlyMap<string, Known>, surroundings: Surroundings): Single[] {
  const { findings } = surroundings;
  const name = textOf(merged, 'name');
  const written = merged.entries.get('targets');
  if (!written) return [{ merged, known: withTargetNames(merged, known, surroundings) }];
  const targets = targetsOf(
    substitute(written.value, scopeOf(known, merged, findings), ['targets']),
    surroundings,
    name,
  );
  if (!targets) return [];
  if (targets.length > MOST_PROBES) {
    findings.add(tooMany(targets.length, written.keySite));
    return [];
  }
  const rest = map(
    [...merged.entries].filter(([key]) => key !== 'targets'),
    merged.site,
  );
  return targets.map((target) => ({
    merged: merge(rest, targetLayer(merged, target)),
    known: new Map([...known, ...targetNames(target)]),
  }));
}

/** `${target.host}` and the like are also known where there is one target, as far as it is known now. */
function withTargetNames(
  merged: MapTree,
  known: ReadonlyMap<string, Known>,
  { findings }: Surroundings,
): ReadonlyMap<string, Known> {
  const target = child(merged, 'target');
  if (target?.type !== 'scalar') return known;
  const expanded = substitute(target, scopeOf(known, merged, findings), ['target']);
  const value = expanded.type === 'scalar' ? String(expanded.value) : '';
  return value.includes('${') ? known : new Map([...known, ...targetNames({ value, labels: {} })]);
}

function reportSameName(entry: MapTree, each: MapTree | undefined, { findings }: Surroundings): void {
  const name = child(entry, 'name') ?? scalar('', entry.site);
  const text = name.type === 'scalar' ? String(name.value) : '';
  const missing = each ? [...each.entries.keys()].filter((axis) => !text.includes(`\${${axis}`)) : [];
  const wanted = [
    ...missing.map((axis) => `\${${axis}}`),
    ...(entry.entries.has('targets') && !text.includes('${target.') ? ['${target.slug}'] : []),
  ];
  const didYouMean = wanted.length > 0 ? [text, ...wanted].join('-') : undefined;
  findings.add(
    finding('PW2016', {
      message: `Several probes are made of this entry, and more than one is called «${text}».`,
      probe: text,
      path: name.site.path,
      given: text,
      ...(didYouMean && { didYouMean }),
      remedy: didYouMean
        ? `Write name: '${didYouMean}'.`
        : 'Two values or targets are the same, or look the same in a name: remove one, or add what differs.',
      origin: originOf(name.site),
    }),
  );
}
