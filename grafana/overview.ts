import type { DashboardSpec } from './build-dashboard.ts';
import { BUDGET, COUNT, countOf, MOMENT, RATIO, STATE, secondsBelow } from './looks.ts';
import type { PanelSpec } from './panel-spec.ts';
import {
  availabilityBy,
  budgetLeftBy,
  CHOSEN,
  locationsNotUp,
  locationsOf,
  minutesLeft,
  reasonBy,
  sinceBy,
  stateOf,
  whereNotUp,
  worstBy,
} from './queries.ts';
import { dataSources, jobs, locations, objective, teams, window } from './variables.ts';

const small = { type: 'stat', width: 4, height: 4 } as const;

/** How many probes are what; each is counted once, as what it is at its worst location. */
const COUNTS: readonly PanelSpec[] = [
  { ...small, title: 'Probes', description: 'Probes that report.', look: COUNT, expr: `count(${locationsOf(CHOSEN)})` },
  {
    ...small,
    title: 'Up',
    description: 'Probes that are up at every location.',
    look: COUNT,
    expr: `sum(${worstBy('job, probe', CHOSEN)} == bool 0)`,
  },
  {
    ...small,
    title: 'Degraded',
    description: 'Probes whose target works, but not as well as expected, at some location.',
    look: countOf('warn'),
    expr: `sum(${worstBy('job, probe', CHOSEN)} == bool 1)`,
  },
  {
    ...small,
    title: 'Down',
    description: 'Probes that are down at one location at least.',
    look: countOf('bad'),
    expr: `sum(${worstBy('job, probe', CHOSEN)} == bool 3)`,
  },
  {
    ...small,
    title: 'Errors of ours',
    description: 'Probes that could not look, at some location: nothing is known about the target there.',
    look: countOf('ours'),
    expr: `sum(${worstBy('job, probe', CHOSEN)} == bool 2)`,
  },
  {
    ...small,
    title: 'Muted and not up',
    description: 'Probes that are not up and about which nobody is told.',
    look: COUNT,
    expr: `sum((${worstBy('job, probe', CHOSEN)} > bool 0) * on (job, probe) (count by (job, probe) (probe_info{${CHOSEN},muted="true"}) > bool 0))`,
  },
];

const NOT_UP: PanelSpec = {
  type: 'table',
  title: 'What is not up',
  description:
    'Each probe that is not up somewhere: its worst state, at how many of its locations, the first tick of the trouble (empty when it is older than a day), the most common reason, and what is left of its error budget.',
  width: 24,
  height: 9,
  labels: { probe: 'Probe', job: 'Job', reason: 'Reason', phase: 'Phase' },
  columns: [
    { name: 'State', look: STATE, expr: `${worstBy('job, probe', CHOSEN)} > 0` },
    { name: 'Not up in', look: COUNT, expr: `${locationsNotUp(CHOSEN)} > 0` },
    { name: 'Of', look: COUNT, expr: whereNotUp(locationsOf(CHOSEN), CHOSEN) },
    { name: 'Since', look: MOMENT, expr: sinceBy('job, probe', CHOSEN) },
    { name: 'Why', expr: reasonBy('job, probe', CHOSEN) },
    {
      name: 'Budget left',
      look: BUDGET,
      expr: whereNotUp(`(${budgetLeftBy('job, probe', '$window', CHOSEN)})`, CHOSEN),
    },
  ],
  sortBy: { column: 'State', isDescending: true },
};

const ALERTS: PanelSpec = {
  type: 'table',
  title: 'Alerts that fire',
  description:
    'Of probes, as the rules see it now; what of it people are told, Alertmanager decides. The alert itself has the runbook.',
  width: 24,
  height: 6,
  labels: { alertname: 'Alert', probe: 'Probe', severity: 'Severity', team: 'Team' },
  columns: [
    {
      name: 'Firing',
      expr: 'max by (alertname, probe, severity, team) (ALERTS{alertstate="firing",probe!="",team=~"$team"})',
    },
  ],
  sortBy: { column: 'Severity', isDescending: false },
};

const LEAST_BUDGET: PanelSpec = {
  type: 'table',
  title: 'Least budget left',
  description:
    'The twenty probes with the least error budget left over the window, for the objective that is declared, or else chosen above: availability, the share of the budget that is left, and the minutes of total outage it still has.',
  width: 12,
  height: 9,
  labels: { probe: 'Probe', job: 'Job' },
  columns: [
    { name: 'Budget left', look: BUDGET, expr: `bottomk(20, ${budgetLeftBy('job, probe', '$window', CHOSEN)})` },
    {
      name: 'Minutes left',
      look: { unit: 'm', decimals: 1 },
      expr: `bottomk(20, ${minutesLeft('$window', CHOSEN)})`,
    },
    { name: 'Availability', look: RATIO, expr: `bottomk(20, ${availabilityBy('job, probe', '$window', CHOSEN)})` },
  ],
  sortBy: { column: 'Budget left', isDescending: false },
};

const TEAMS: PanelSpec = {
  type: 'strip',
  title: 'Teams',
  description: "The worst state of each team's probes; those without the label team are one more.",
  width: 12,
  height: 9,
  look: STATE,
  query: {
    expr: `label_replace(max by (team) ${stateOf(CHOSEN)}, "team", "no team", "team", "")`,
    legend: '{{team}}',
  },
};

const third = { type: 'stat', width: 8, height: 4 } as const;

/** Of the road from a run to this page: what is wrong here makes everything above old. */
const PIPELINE: readonly PanelSpec[] = [
  {
    ...third,
    title: 'Since the last run that arrived',
    description: 'Seconds since the newest tick that is stored, of all probes.',
    look: secondsBelow(180, 600),
    expr: `time() - max(timestamp(probe_run_counted{${CHOSEN},correction="none"}))`,
  },
  {
    ...third,
    title: 'Longest wait for delivery',
    description: 'Seconds since the tick of the oldest results that wait for a sink.',
    look: secondsBelow(120, 600),
    expr: 'max(probewright_delivery_oldest_waiting_seconds{job="probewright"})',
  },
  {
    ...third,
    title: 'Delivered late',
    description: 'The 99th percentile of the time from a tick to its results being stored.',
    look: secondsBelow(60, 300),
    expr: 'histogram_quantile(0.99, sum by (le) (rate(probewright_delivery_lag_seconds_bucket{job="probewright"}[$__rate_interval])))',
  },
];

export const OVERVIEW: DashboardSpec = {
  name: 'overview',
  title: 'Probewright: overview',
  description: 'Is everything up; what is not, where, since when and why; are the promises kept.',
  variables: [...dataSources(), jobs(), locations(), teams(), objective(), window('7d')],
  from: 'now-6h',
  sections: [
    { title: 'Now', lines: [COUNTS, [NOT_UP], [ALERTS]] },
    { title: 'Promises and teams', lines: [[LEAST_BUDGET, TEAMS]] },
    { title: 'Pipeline', lines: [PIPELINE] },
  ],
};
