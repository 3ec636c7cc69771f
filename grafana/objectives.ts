import type { DashboardSpec } from './build-dashboard.ts';
import { BUDGET, COUNT, DAY_RATIO, RATIO } from './looks.ts';
import type { PanelSpec } from './panel-spec.ts';
import {
  availabilityBy,
  badBy,
  budgetLeftBy,
  countedBy,
  daysLeft,
  errorShareBy,
  minutesLeft,
  SOME,
  THIS_DAY,
} from './queries.ts';
import { dataSources, jobs, objective, probes, window } from './variables.ts';

const RECORDED = 'probe=~"$probe"';
const recorded = (name: string) => `max by (probe, window) (last_over_time(${name}{${RECORDED}}[2h]))`;

const DECLARED: PanelSpec = {
  type: 'table',
  title: 'As declared',
  description:
    'Probes with an objective in their definition, over the window that stands there, as the rules wrote it down within the last two hours; a window of 30 days and more is looked at each half hour.',
  width: 24,
  height: 7,
  labels: { probe: 'Probe', window: 'Window' },
  columns: [
    { name: 'Objective', look: RATIO, expr: `1 - ${recorded('probe:objective_budget:ratio')}` },
    {
      name: 'Availability',
      look: RATIO,
      expr: `${recorded('probe:run_good:sum')} / ${recorded('probe:run_counted:sum')}`,
    },
    { name: 'Budget left', look: BUDGET, expr: recorded('probe:objective_budget_left:ratio') },
  ],
  sortBy: { column: 'Budget left', isDescending: false },
};

const WINDOWS = ['1d', '7d', '30d', '90d', '365d'];

const COMPLIANCE: PanelSpec = {
  type: 'table',
  title: 'Compliance',
  description: 'Good runs through counted runs over 1, 7, 30, 90 and 365 days; a younger probe has what there is.',
  width: 12,
  height: 9,
  labels: { probe: 'Probe', job: 'Job' },
  columns: WINDOWS.map((days) => ({ name: days, look: RATIO, expr: availabilityBy('job, probe', days, SOME) })),
  sortBy: { column: '30d', isDescending: false },
};

const BUDGETS: PanelSpec = {
  type: 'table',
  title: 'Budget',
  description:
    'For the window chosen above, and the objective that is declared or else chosen above: what is left, in percent and in minutes of total outage; how many runs failed and counted; for how many days it lasts at the pace of the last day (empty: nothing failed); and the share of runs that were an error of ours and do not count.',
  width: 12,
  height: 9,
  labels: { probe: 'Probe', job: 'Job' },
  columns: [
    { name: 'Left', look: BUDGET, expr: budgetLeftBy('job, probe', '$window', SOME) },
    { name: 'Minutes left', look: { unit: 'm', decimals: 1 }, expr: minutesLeft('$window', SOME) },
    { name: 'Failed', look: COUNT, expr: badBy('job, probe', '$window', SOME) },
    { name: 'Counted', look: COUNT, expr: countedBy('job, probe', '$window', SOME) },
    { name: 'Days it lasts', look: { unit: 'd', decimals: 1 }, expr: daysLeft('$window', SOME) },
    { name: 'Errors of ours', look: RATIO, expr: errorShareBy('job, probe', '$window', SOME) },
  ],
  sortBy: { column: 'Left', isDescending: false },
};

const BURN_DOWN: PanelSpec = {
  type: 'lines',
  title: 'Burn-down',
  description: 'The share of the budget that was left at each moment, over the window before it.',
  width: 12,
  height: 9,
  look: BUDGET,
  queries: [{ expr: budgetLeftBy('probe', '$window', SOME), legend: '{{probe}}' }],
};

const SPENT: PanelSpec = {
  type: 'daily',
  title: 'What spent it',
  description: 'Failed runs of each day (UTC), today as far as it has come.',
  width: 12,
  height: 9,
  look: COUNT,
  queries: [{ expr: badBy('probe', THIS_DAY, SOME), legend: '{{probe}}' }],
};

const CALENDAR: PanelSpec = {
  type: 'calendar',
  title: 'Calendar',
  description: 'The availability of each day (UTC), today as far as it has come.',
  width: 24,
  height: 8,
  look: DAY_RATIO,
  query: { expr: availabilityBy('probe', THIS_DAY, SOME), legend: '{{probe}}' },
};

const INCIDENTS: PanelSpec = {
  type: 'logs',
  title: 'Runs that spent it',
  description: 'The newest runs that were down.',
  width: 24,
  height: 10,
  expr: '{job=~"$job",outcome="down"} | probe=~"$probe"',
  maxLines: 100,
};

export const OBJECTIVES: DashboardSpec = {
  name: 'objectives',
  title: 'Probewright: objectives',
  description: 'Are the promises kept, what is left of the budgets, and what spent them.',
  variables: [...dataSources(), jobs(), probes(), objective(), window('30d')],
  from: 'now-30d',
  sections: [
    { title: 'Promises', lines: [[DECLARED], [COMPLIANCE, BUDGETS]] },
    { title: 'Over time', lines: [[BURN_DOWN, SPENT], [CALENDAR]] },
    { title: 'Incidents', lines: [[INCIDENTS]] },
  ],
};
