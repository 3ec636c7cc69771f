import type { DashboardSpec } from './build-dashboard.ts';
import { BUDGET, COUNT, DAYS_LEFT, MOMENT, RATIO, SECONDS, STATE, YES_NO } from './looks.ts';
import type { PanelSpec } from './panel-spec.ts';
import {
  availabilityBy,
  budgetLeftBy,
  certificateDays,
  locationsNotUp,
  locationsOf,
  minutesLeft,
  ONE,
  reasonBy,
  sinceBy,
  stateOf,
  worstBy,
} from './queries.ts';
import { dataSources, jobs, locations, objective, probe, window } from './variables.ts';

const IN_ONE_LINE: PanelSpec = {
  type: 'table',
  title: 'In one line',
  description:
    'The worst state, at how many locations it is not up, the first tick of the trouble (empty when it is up, or when the trouble is older than a day), and the most common reason.',
  width: 24,
  height: 4,
  labels: { probe: 'Probe', job: 'Job', reason: 'Reason', phase: 'Phase' },
  columns: [
    { name: 'State', look: STATE, expr: worstBy('job, probe', ONE) },
    { name: 'Not up in', look: COUNT, expr: locationsNotUp(ONE) },
    { name: 'Of', look: COUNT, expr: locationsOf(ONE) },
    { name: 'Since', look: MOMENT, expr: sinceBy('job, probe', ONE) },
    { name: 'Why', expr: reasonBy('job, probe', ONE) },
  ],
  sortBy: { column: 'State', isDescending: true },
};

const LAST_WORDS: PanelSpec = {
  type: 'logs',
  title: 'Its last words',
  description: 'The newest run that was not up, as a sentence with all that was kept of it below.',
  width: 24,
  height: 4,
  expr: '{job=~"$job",location=~"$location",outcome=~"down|degraded|error"} | probe="$probe"',
  maxLines: 1,
};

const small = { type: 'stat', width: 6, height: 4 } as const;

const PROMISE: readonly PanelSpec[] = [
  {
    ...small,
    title: 'Availability',
    description: 'Good runs through counted runs over the window.',
    look: RATIO,
    expr: availabilityBy('job, probe', '$window', ONE),
  },
  {
    ...small,
    title: 'Budget left',
    description:
      'The share of the error budget that is left, for the window chosen above and the objective that is declared, or else chosen above.',
    look: BUDGET,
    expr: budgetLeftBy('job, probe', '$window', ONE),
  },
  {
    ...small,
    title: 'Minutes left',
    description: 'Minutes of total outage that the budget still has.',
    look: { unit: 'm', decimals: 1 },
    expr: minutesLeft('$window', ONE),
  },
  {
    ...small,
    title: 'Interval',
    description: 'The time between two runs.',
    look: SECONDS,
    expr: `max by (job, probe) (probe_interval_seconds{${ONE}})`,
  },
];

const STRIP: PanelSpec = {
  type: 'strip',
  title: 'By location',
  description: 'The state at each location.',
  width: 24,
  height: 6,
  look: STATE,
  query: { expr: `max by (location) ${stateOf(ONE)}`, legend: '{{location}}' },
};

const WHERE: PanelSpec = {
  type: 'table',
  title: 'Where, since when, why',
  description: 'Each location by itself, with its last run.',
  width: 12,
  height: 8,
  labels: { location: 'Location', reason: 'Reason', phase: 'Phase' },
  columns: [
    { name: 'State', look: STATE, expr: worstBy('location', ONE) },
    { name: 'Since', look: MOMENT, expr: sinceBy('location', ONE) },
    {
      name: 'Last run',
      look: MOMENT,
      expr: `1000 * max by (location) (timestamp(probe_run_counted{${ONE},correction="none"}))`,
    },
    { name: 'Took', look: SECONDS, expr: `max by (location) (probe_duration_seconds{${ONE}})` },
    { name: 'Why', expr: reasonBy('location', ONE) },
  ],
  sortBy: { column: 'State', isDescending: true },
};

const REASONS: PanelSpec = {
  type: 'stack',
  title: 'Reasons',
  description: 'At how many locations it is not up, and why.',
  width: 12,
  height: 8,
  look: COUNT,
  queries: [
    { expr: `count by (reason, phase) (probe_failure_info{${ONE}})`, legend: '{{reason}} in {{phase}}' },
    { expr: `count by (reason, phase) (probe_degraded_info{${ONE}})`, legend: 'degraded: {{reason}} in {{phase}}' },
    { expr: `count by (fault) (probe_error_info{${ONE}})`, legend: 'error of ours: {{fault}}' },
  ],
};

/** Phases of a http or dns probe, of runs that were up or not. */
function phases(success: 0 | 1): string {
  const all = `{__name__=~"probe_http_duration_seconds|probe_dns_duration_seconds",${ONE}}`;
  return `avg by (phase) (${all} and on (job, probe, location) probe_success{${ONE}} == ${success})`;
}

const PHASES: readonly PanelSpec[] = [
  {
    type: 'stack',
    title: 'Phases of runs that were up',
    description: 'What a run spends its time with, as the mean over locations; http and dns.',
    width: 12,
    height: 8,
    look: SECONDS,
    queries: [{ expr: phases(1), legend: '{{phase}}' }],
  },
  {
    type: 'stack',
    title: 'Phases of runs that were down',
    description: 'Beside the good ones: a phase that grew or that is missing is where it fails.',
    width: 12,
    height: 8,
    look: SECONDS,
    queries: [{ expr: phases(0), legend: '{{phase}}' }],
  },
];

const STEPS: readonly PanelSpec[] = [
  {
    type: 'stack',
    title: 'Steps',
    description: 'How long each step takes, as the mean over locations; of probes with several steps.',
    width: 12,
    height: 8,
    look: SECONDS,
    queries: [{ expr: `avg by (step) (probe_step_duration_seconds{${ONE}})`, legend: '{{step}}' }],
  },
  {
    type: 'strip',
    title: 'Steps that succeed',
    description: 'Whether each step succeeded, at its worst location.',
    width: 12,
    height: 8,
    look: YES_NO,
    query: { expr: `min by (step) (probe_step_success{${ONE}})`, legend: '{{step}}' },
  },
];

const DURATIONS: readonly PanelSpec[] = [
  {
    type: 'lines',
    title: 'Duration',
    description: 'Of each run, by location.',
    width: 12,
    height: 8,
    look: SECONDS,
    queries: [{ expr: `max by (location) (probe_duration_seconds{${ONE}})`, legend: '{{location}}' }],
  },
  {
    type: 'lines',
    title: 'Duration, with traces',
    description:
      'The same out of Prometheus itself, which alone has exemplars: a dot leads to the trace of its run. It knows the last hours only.',
    width: 12,
    height: 8,
    look: SECONDS,
    source: 'recent',
    queries: [{ expr: `probe_duration_seconds{${ONE}}`, legend: '{{location}}' }],
  },
];

const FAILURES: PanelSpec = {
  type: 'logs',
  title: 'Runs that were not up',
  description: 'Each with all that was kept of it; the field trace leads to its trace.',
  width: 24,
  height: 10,
  expr: '{job=~"$job",location=~"$location",outcome=~"down|degraded|error"} | probe="$probe"',
  maxLines: 50,
};

const CERTIFICATE: PanelSpec = {
  type: 'table',
  title: 'Certificate',
  description: 'What the target showed last, and how many days it is good for; of probes that saw one.',
  width: 24,
  height: 5,
  labels: { subject: 'Subject', issuer: 'Issuer', subjectalternative: 'Names', version: 'TLS' },
  columns: [
    {
      name: 'Days left',
      look: DAYS_LEFT,
      expr: certificateDays('job, probe', ONE),
    },
  ],
  sortBy: { column: 'Days left', isDescending: false },
};

export const PROBE: DashboardSpec = {
  name: 'probe',
  title: 'Probewright: probe',
  description: 'One probe: its state in one line, where and since when, why, how long it takes, and its promise.',
  variables: [...dataSources(), jobs(), probe(), locations(), objective(), window('30d')],
  from: 'now-6h',
  sections: [
    { title: 'Now', lines: [[IN_ONE_LINE], [LAST_WORDS], [STRIP], [WHERE, REASONS]] },
    { title: 'Promise', lines: [PROMISE] },
    { title: 'Time', lines: [PHASES, STEPS, DURATIONS] },
    { title: 'Evidence', lines: [[FAILURES], [CERTIFICATE]] },
  ],
};
