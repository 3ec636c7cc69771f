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

/** Only what the stories are about: what is written down for dashboards takes most of the time. */
const told = (groups: readonly RuleGroup[], change: (rule: Rule) => Rule = (rule) => rule): RuleGroup[] =>
  groups.map((group) => ({ ...group, rules: group.rules.filter(isTold).map(change) }));
const isTold = (rule: Rule) => 'alert' in rule && /^(?:ProbeDown|ObjectiveBurns)/.test(rule.alert);

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
  [
    'counts runs instead of ticks',
    /max\((sum by .*?\]\)\))\) > bool 0/g,
    'sum($1)',
    'one tick fails at every location',
  ],
  ['has a threshold that is a fifth higher', / > 0\.0144$/gm, ' > 0.01728', 'just above 14.4'],
  ['has a threshold that is a fifth lower', / > 0\.0144$/gm, ' > 0.01152', 'just below 14.4'],
  [
    'is down after one tick',
    />= bool 2\)\[2m:1m\]\) >= 2$/gm,
    '>= bool 2)[2m:1m]) >= 1',
    'one tick fails at every location',
  ],
  ['tells an outage again', /^unless .*$/gm, '', 'a total outage, and recovery'],
  ['believes one location', />= bool 2/g, '>= bool 1', 'one location fails for good'],
])('a rule that %s does not pass', { timeout: LONG_MS }, async (_what, pattern, instead, story) => {
  const { groups, tests } = made(60, 5, 99.9, 30);
  let changed = 0;
  const wrong = told(groups, (rule) => {
    const expr = rule.expr.replaceAll(pattern, instead);
    if (expr !== rule.expr) changed += 1;
    return { ...rule, expr };
  });
  expect(changed).toBeGreaterThan(0);
  const [first] = tests;
  const ofStory = first?.tests.filter((one) => 'name' in one && String(one.name).includes(story)) ?? [];
  expect(ofStory.length).toBe(1);
  const only = [{ ...first, tests: ofStory }];
  expect(await failuresOf(await makeFolder(), told(groups), only)).toBe('');
  expect(await failuresOf(await makeFolder(), wrong, only)).toContain('FAILED');
});
