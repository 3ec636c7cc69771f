import type { DashboardSpec } from './build-dashboard.ts';
import { COUNT, RATE, SECONDS, YES_NO } from './looks.ts';
import type { PanelSpec } from './panel-spec.ts';
import { dataSources, jobs } from './variables.ts';

const ALL = 'job=~"$job"';
/** What delivery says of itself. */
const OWN = 'job="probewright"';
const chart = { type: 'lines', width: 12, height: 8 } as const;

const rateOf = (what: string, labels: string) =>
  `sum by (${labels}) (rate(probewright_delivery_${what}_total{${OWN}}[$__rate_interval]))`;
const lagAt = (quantile: number) =>
  `histogram_quantile(${quantile}, sum by (sink, le) (rate(probewright_delivery_lag_seconds_bucket{${OWN}}[$__rate_interval])))`;

const RUNS: readonly PanelSpec[] = [
  {
    ...chart,
    type: 'stack',
    title: 'Runs a minute',
    description: 'Runs that counted, by location.',
    look: COUNT,
    queries: [
      {
        expr: `sum by (location) (sum_over_time(probe_run_counted{${ALL},correction="none"}[5m])) / 5`,
        legend: '{{location}}',
      },
    ],
  },
  {
    ...chart,
    type: 'stack',
    title: 'Not run, or in vain',
    description: 'Ticks of the last hour that were not run, and errors of ours now.',
    look: COUNT,
    queries: [
      {
        expr: `sum by (location, reason) (sum_over_time(probe_run_missed{${ALL}}[1h]))`,
        legend: '{{location}}: not run, {{reason}}',
      },
      { expr: `count by (location, fault) (probe_error_info{${ALL}})`, legend: '{{location}}: {{fault}}' },
    ],
  },
];

const DELIVERY: readonly (readonly PanelSpec[])[] = [
  [
    {
      ...chart,
      title: 'Lag',
      description: 'From a tick to its results being stored: half of them, and 99 of 100.',
      look: SECONDS,
      queries: [
        { expr: lagAt(0.5), legend: '{{sink}}: half' },
        { expr: lagAt(0.99), legend: '{{sink}}: 99 of 100' },
      ],
    },
    {
      ...chart,
      title: 'Waiting',
      description: 'Since the tick of the oldest results that wait for a sink.',
      look: SECONDS,
      queries: [
        {
          expr: `max by (location, sink) (probewright_delivery_oldest_waiting_seconds{${OWN}})`,
          legend: '{{location}}: {{sink}}',
        },
      ],
    },
  ],
  [
    {
      ...chart,
      title: 'Delivered',
      description: 'Samples, lines and spans that sinks took, a second.',
      look: RATE,
      queries: [{ expr: rateOf('delivered_items', 'sink'), legend: '{{sink}}' }],
    },
    {
      ...chart,
      title: 'Rejected and tried again',
      description: 'What sinks refused for good, by reason, and requests that had to be made again, a second.',
      look: RATE,
      queries: [
        { expr: rateOf('rejected_items', 'sink, reason'), legend: '{{sink}}: rejected, {{reason}}' },
        { expr: rateOf('retries', 'sink'), legend: '{{sink}}: tried again' },
      ],
    },
  ],
];

const STORES: readonly PanelSpec[] = [
  {
    ...chart,
    type: 'strip',
    title: 'Parts of the backend',
    description: 'Whether each of the programs answers Prometheus.',
    look: YES_NO,
    query: { expr: 'min by (job) (up{scraped_by!=""})', legend: '{{job}}' },
  },
  {
    ...chart,
    title: 'Series and blocks',
    description:
      'Series that Prometheus has open, on which the price of metrics hangs, and blocks that the store gateway answers from. What AWS costs a month, `probewright plan` says.',
    look: COUNT,
    queries: [
      { expr: 'sum(prometheus_tsdb_head_series{scraped_by!=""})', legend: 'series' },
      { expr: 'sum(thanos_bucket_store_blocks_loaded{scraped_by!=""})', legend: 'blocks' },
    ],
  },
];

export const PIPELINE: DashboardSpec = {
  name: 'pipeline',
  title: 'Probewright: pipeline',
  description: 'Are runs made, do their results arrive, and how late.',
  variables: [...dataSources(), jobs()],
  from: 'now-6h',
  sections: [
    { title: 'Runs', lines: [RUNS] },
    { title: 'Delivery', lines: DELIVERY },
    { title: 'Stores', lines: [STORES] },
  ],
};
