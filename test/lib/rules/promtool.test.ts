import { expect, test } from 'vitest';
import { rulesOf } from '../../../lib/rules/plan-rules.ts';
import { watchedProbes } from '../../../lib/rules/probe-objective.ts';
import type { Rule, RuleGroup } from '../../../lib/rules/rule.ts';
import { ruleTestsOf } from '../../../lib/rules/rule-tests.ts';
import { makeFolder } from '../../support/folder.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { failuresOf } from '../../support/rule-check.ts';

const DAY = 86_400_000;
const ROAD = { lagMs: 0, offsetMs: 15_000, evaluationMs: 15_000, groupWaitMs: 5_000 };
const HERE = ['eu-west-1', 'us-east-1', 'ap-south-1', 'eu-north-1', 'sa-east-1'];
/** With two cores for everything, promtool takes its time. */
const LONG_MS = 120_000;

function made(seconds: number, locations: number, percent: number, days: number) {
  const probe = httpProbe('shop', 'http://shop.example/', {
    intervalMs: seconds * 1000,
    locations: HERE.slice(0, locations),
    objective: { percent, windowMs: days * DAY, good: 'up' },
  });
  const { local, ruler } = rulesOf({ probes: [probe] }, { road: ROAD, longestLocalWindowMs: DAY });
  const [watched] = watchedProbes({ probes: [probe] });
  const tests = watched ? ruleTestsOf(watched, ['rules.yml']) : [];
  expect(tests.length).toBe(2);
  return { groups: [...local, ...ruler], tests };
}

/** Of a probe's alerts only: what is written down for dashboards takes most of the time. */
const told = (groups: readonly RuleGroup[], change: (rule: Rule) => Rule = (rule) => rule): RuleGroup[] =>
  groups.map((group) => ({ ...group, rules: group.rules.filter((rule) => 'alert' in rule).map(change) }));

test.each([
  [60, 3, 99.9, 30],
  [300, 1, 99.5, 28],
  [30, 2, 99, 7],
])(
  'at %d s × %d with %d % over %d days the real promtool decides as the arithmetic does',
  { timeout: LONG_MS },
  async (...of) => {
    const { groups, tests } = made(...of);
    expect(await failuresOf(await makeFolder(), told(groups), tests)).toBe('');
  },
);

test.each([
  ['counts runs instead of ticks', /max\((sum by[^>]*?)\) > bool 0/g, 'sum($1)'],
  ['takes a threshold that is a fifth higher', / > 0\.072$/gm, ' > 0.0864'],
  ['is down after one tick', /bool 1\)\[10m:5m\]\) >= 2/g, 'bool 1)[10m:5m]) >= 1'],
  ['tells an outage again', /^unless .*$/gm, ''],
])('a rule that %s does not pass', { timeout: LONG_MS }, async (_what, pattern, instead) => {
  const { groups, tests } = made(300, 1, 99.5, 30);
  let changed = 0;
  const wrong = told(groups, (rule) => {
    const expr = rule.expr.replaceAll(pattern, instead);
    if (expr !== rule.expr) changed += 1;
    return { ...rule, expr };
  });
  expect(changed).toBeGreaterThan(0);
  expect(await failuresOf(await makeFolder(), wrong, tests.slice(0, 1))).toContain('FAILED');
});
