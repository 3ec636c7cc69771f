import type { DashboardSpec } from './build-dashboard.ts';
import { COUNT, countOf, RATIO, SECONDS, STATE, secondsBelow } from './looks.ts';
import type { PanelSpec } from './panel-spec.ts';
import { availabilityBy, CHOSEN, errorShareBy, locationsOf, stateOf, worstBy } from './queries.ts';
import { dataSources, jobs, locations, teams, window } from './variables.ts';

/** 1 for each probe at each location where it is not up, else 0. */
const NOT_UP = `(max by (job, probe, location) ${stateOf(CHOSEN)} > bool 0)`;

const EACH: PanelSpec = {
  type: 'table',
  title: 'Locations',
  description:
    'Of each location: its probes, how many are not up there, how many it could not look at, good runs through counted runs and the share of errors of ours over the window, how late its latest runs began at most, and how long ago the newest tick was.',
  width: 24,
  height: 7,
  labels: { location: 'Location' },
  columns: [
    { name: 'Probes', look: COUNT, expr: `count by (location) (probe_info{${CHOSEN}})` },
    { name: 'Not up', look: countOf('bad'), expr: `sum by (location) ${NOT_UP}` },
    {
      name: 'Not looked at',
      look: countOf('ours'),
      expr: `sum by (location) (1 - probe_run_counted{${CHOSEN},correction="none"})`,
    },
    { name: 'Availability', look: RATIO, expr: availabilityBy('location', '$window', CHOSEN) },
    { name: 'Errors of ours', look: RATIO, expr: errorShareBy('location', '$window', CHOSEN) },
    {
      name: 'Began late by',
      look: secondsBelow(1, 30),
      expr: `max by (location) (probe_start_delay_seconds{${CHOSEN}})`,
    },
    {
      name: 'Last run',
      look: secondsBelow(180, 600),
      expr: `time() - max by (location) (max_over_time(timestamp(probe_run_counted{${CHOSEN},correction="none"})[6h:1m]))`,
    },
  ],
  sortBy: { column: 'Not up', isDescending: true },
};

const DOWN_IN = `sum by (job, probe) (1 - probe_success{${CHOSEN}})`;
const disagreeing = (expr: string) =>
  `${expr} and on (job, probe) ((${DOWN_IN} > 0) < on (job, probe) ${locationsOf(CHOSEN)})`;

const DISAGREEMENT: PanelSpec = {
  type: 'table',
  title: 'Where locations disagree',
  description: 'Probes that are down at some locations and not at others: the road there, or a part of the target.',
  width: 12,
  height: 8,
  labels: { probe: 'Probe', job: 'Job' },
  columns: [
    { name: 'State', look: STATE, expr: disagreeing(worstBy('job, probe', CHOSEN)) },
    { name: 'Down in', look: COUNT, expr: disagreeing(DOWN_IN) },
    { name: 'Of', look: COUNT, expr: disagreeing(locationsOf(CHOSEN)) },
  ],
  sortBy: { column: 'Down in', isDescending: true },
};

const SHARES: PanelSpec = {
  type: 'lines',
  title: 'Not up, by location',
  description:
    'The share of the probes of a location that is not up there. One location apart from the rest is its own trouble.',
  width: 12,
  height: 8,
  look: { unit: 'percentunit', decimals: 1 },
  queries: [{ expr: `avg by (location) ${NOT_UP}`, legend: '{{location}}' }],
};

const chart = { type: 'lines', width: 12, height: 8, look: SECONDS } as const;

const TIMES: readonly PanelSpec[] = [
  {
    ...chart,
    title: 'Duration',
    description: 'The median over the probes of a location.',
    queries: [{ expr: `quantile by (location) (0.5, probe_duration_seconds{${CHOSEN}})`, legend: '{{location}}' }],
  },
  {
    ...chart,
    title: 'Began late',
    description: 'From the tick to the true start, at most; and how long we ourselves were late within a run.',
    queries: [
      { expr: `max by (location) (probe_start_delay_seconds{${CHOSEN}})`, legend: '{{location}}: start' },
      { expr: `max by (location) (probe_lag_seconds{${CHOSEN}})`, legend: '{{location}}: within the run' },
    ],
  },
];

export const LOCATIONS: DashboardSpec = {
  name: 'locations',
  title: 'Probewright: locations',
  description: 'Does a location see what the others see, and does it look in time.',
  variables: [...dataSources(), jobs(), locations(), teams(), window('1d')],
  from: 'now-6h',
  sections: [
    { title: 'Now', lines: [[EACH]] },
    { title: 'Against each other', lines: [[DISAGREEMENT, SHARES], TIMES] },
  ],
};
