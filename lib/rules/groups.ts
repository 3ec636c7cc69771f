import { durationText } from './promql.ts';
import type { PlacedRule, RuleGroup } from './rule.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PARTS = 8;

/** How often rules with so long a window are evaluated: what they cost grows with it, and what they say changes more slowly. */
const PACES = [
  { name: 'now', upToMs: HOUR_MS, everyMs: 0 },
  { name: 'hours', upToMs: DAY_MS - 1, everyMs: 60_000 },
  { name: 'days', upToMs: 7 * DAY_MS, everyMs: 300_000 },
  { name: 'weeks', upToMs: Number.POSITIVE_INFINITY, everyMs: 1_800_000 },
] as const;

/** How often a rule that looks so far back is evaluated. @param fastestMs of the fastest */
export function evaluationMsOf(windowMs: number, fastestMs: number): number {
  return Math.max(fastestMs, paceOf(windowMs).everyMs);
}

function paceOf(windowMs: number) {
  return PACES.find(({ upToMs }) => windowMs <= upToMs) ?? PACES[3];
}

/**
 * Rules in groups, one evaluator's: by how far they look back, and of each of these eight, so that Prometheus, which spreads groups over their interval by name,
 * has an even load.
 *
 * @param evaluator stands in the names, which are then different everywhere
 * @param fastestMs the interval of the fastest
 */
export function groupRules(rules: readonly PlacedRule[], evaluator: string, fastestMs: number): RuleGroup[] {
  const groups = new Map<string, { interval: string; rules: PlacedRule['rule'][] }>();
  for (const { rule, windowMs, about } of rules) {
    const name = `probewright-${evaluator}-${paceOf(windowMs).name}-${partOf(about)}`;
    const group = groups.get(name) ?? { interval: durationText(evaluationMsOf(windowMs, fastestMs)), rules: [] };
    group.rules.push(rule);
    groups.set(name, group);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => ({ name, ...group }));
}

/** FNV-1a: a probe stays in its group whatever comes beside it. */
function partOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % PARTS;
}
