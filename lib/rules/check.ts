import type { Plan } from '../model/plan.ts';
import { type RulesOptions, rulesOf } from './plan-rules.ts';
import { type WatchedProbe, watchedProbes } from './probe-objective.ts';
import type { RuleGroup } from './rule.ts';
import { type RuleTests, ruleTestsOf } from './rule-tests.ts';

/** The rules of one probe and tests of them, which stand for all probes of the same shape. */
export interface CheckedShape {
  readonly probe: string;
  /** How many probes are like it. */
  readonly probes: number;
  readonly groups: readonly RuleGroup[];
  readonly tests: readonly RuleTests[];
}

/**
 * Tests for the rules of a plan: one probe of each shape, since rules of the same interval, locations and objective differ in names only.
 *
 * @param rulesFileOf the name under which a probe's groups are found by its tests
 */
export function checksOf(
  plan: Pick<Plan, 'probes'>,
  options: RulesOptions,
  rulesFileOf: (probe: string) => string,
): CheckedShape[] {
  const shapes = new Map<string, WatchedProbe[]>();
  for (const watched of watchedProbes(plan, options.locations)) {
    if (watched.policy === 'none') continue;
    const shape = JSON.stringify(watched.fit);
    shapes.set(shape, [...(shapes.get(shape) ?? []), watched]);
  }
  return [...shapes.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    const { local, ruler } = rulesOf({ probes: [first.probe] }, options);
    const name = first.probe.name;
    return [
      {
        probe: name,
        probes: alike.length,
        groups: [...local, ...ruler],
        tests: ruleTestsOf(first, [rulesFileOf(name)]),
      },
    ];
  });
}
