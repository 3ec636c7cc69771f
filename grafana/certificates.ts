import type { DashboardSpec } from './build-dashboard.ts';
import { COUNT, countOf, DAYS_LEFT, YES_NO } from './looks.ts';
import type { PanelSpec } from './panel-spec.ts';
import { CHOSEN, certificateDays } from './queries.ts';
import { dataSources, jobs, locations, teams } from './variables.ts';

/** By (job, probe, instance), the worst over locations. */
const LEFT = `min by (job, probe, instance) ((probe_ssl_earliest_cert_expiry{${CHOSEN}} - time()) / 86400)`;
/** 1 where a chain was verified at every location, else 0: then there is no time until which it is good. */
const VERIFIED = `min by (job, probe, instance) (probe_ssl_last_chain_expiry_timestamp_seconds{${CHOSEN}} > bool 0)`;

const small = { type: 'stat', width: 6, height: 4 } as const;

const COUNTS: readonly PanelSpec[] = [
  { ...small, title: 'Seen', description: 'Probes that see a certificate.', look: COUNT, expr: `count(${LEFT})` },
  {
    ...small,
    title: 'Expire within 21 days',
    description: 'Time to renew.',
    look: countOf('warn'),
    expr: `sum(${LEFT} < bool 21)`,
  },
  {
    ...small,
    title: 'Expire within 7 days',
    description: 'Or have expired.',
    look: countOf('bad'),
    expr: `sum(${LEFT} < bool 7)`,
  },
  {
    ...small,
    title: 'Not verified',
    description: 'Chains that do not lead to a trusted authority, or are for another name.',
    look: countOf('bad'),
    expr: `sum(1 - ${VERIFIED})`,
  },
];

const EACH: PanelSpec = {
  type: 'table',
  title: 'Certificates',
  description:
    'What each probe saw last: the days until the first certificate of its chain expires, whether the chain was verified, and what the certificate says of itself. Another row of the same probe is another certificate at another location.',
  width: 24,
  height: 12,
  labels: {
    probe: 'Probe',
    job: 'Job',
    instance: 'Target',
    subject: 'Subject',
    issuer: 'Issuer',
    subjectalternative: 'Names',
    version: 'TLS',
  },
  columns: [
    { name: 'Days left', look: DAYS_LEFT, expr: certificateDays('job, probe, instance', CHOSEN) },
    { name: 'Verified', look: YES_NO, expr: VERIFIED },
  ],
  sortBy: { column: 'Days left', isDescending: false },
};

const OVER_TIME: PanelSpec = {
  type: 'lines',
  title: 'Days left',
  description: 'A step up is a renewal; a line that only falls is one that nobody renews.',
  width: 24,
  height: 9,
  look: DAYS_LEFT,
  queries: [{ expr: LEFT, legend: '{{probe}}' }],
};

export const CERTIFICATES: DashboardSpec = {
  name: 'certificates',
  title: 'Probewright: certificates',
  description: 'Which certificates expire soon, are not trusted, or are for another name.',
  variables: [...dataSources(), jobs(), locations(), teams()],
  from: 'now-7d',
  sections: [
    { title: 'Now', lines: [COUNTS, [EACH]] },
    { title: 'Over time', lines: [[OVER_TIME]] },
  ],
};
