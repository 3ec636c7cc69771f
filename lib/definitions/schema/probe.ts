import * as z from 'zod';
import { expectations } from './expect.ts';
import {
  boolean,
  duration,
  file,
  filled,
  jsonPath,
  labelValueSchema,
  names,
  pattern,
  percent,
  positive,
  reason,
  strict,
  text,
} from './leaves.ts';
import { dnsSettings, httpSettings, tcpSettings, tlsKindSettings, unsettable } from './settings.ts';

/** Kinds of the design that this version cannot run; their probes load with a warning. */
export const UNBUILT_KINDS = ['grpc', 'icmp', 'journey', 'unix', 'websocket'] as const;
const kind = z.enum(['http', 'tcp', 'tls', 'dns', ...UNBUILT_KINDS]);

const capture = z.union(
  [
    jsonPath,
    strict({ json: jsonPath, secret: boolean.optional() }, { error: 'capture' }),
    strict({ header: filled, matches: pattern.optional(), secret: boolean.optional() }, { error: 'capture' }),
    strict({ body: pattern, secret: boolean.optional() }, { error: 'capture' }),
  ],
  { error: 'capture' },
);
const step = strict(
  {
    name: filled.describe('Of the step; shown in results and part of its series.'),
    http: httpSettings.optional().describe('Comes after the probe’s own http settings.'),
    expect: expectations.optional().describe('Instead of the probe’s; with inherit in it, as well as.'),
    capture: z.record(z.string(), capture, { error: 'map' }).optional().describe('Values for later steps, as ${name}.'),
  },
  { error: 'map' },
);

const labels = z.record(z.string(), labelValueSchema.nullable(), { error: 'map' });
const target = z.union(
  [
    filled,
    strict({ target: filled, labels: labels.optional() }, { error: 'target' }),
    strict({ targets: z.array(filled, { error: 'list' }), labels: labels.optional() }, { error: 'target' }),
  ],
  { error: 'target' },
);
const ticks = z.union([positive, z.string({ error: 'ticks' }).regex(/^[1-9]\d*(?: ticks?)?$/, { error: 'ticks' })], {
  error: 'ticks',
});
const policy = z.enum(['none', 'page', 'ticket']);

const attempts = z.int({ error: 'attempts' }).min(1, { error: 'attempts' }).max(10, { error: 'attempts' });
const retry = unsettable({
  attempts,
  after: duration.describe('The wait between two attempts. Default: 0s.'),
  reasons: z.array(reason, { error: 'list' }).describe('Which failures are tried again. Default: all.'),
});
const objective = unsettable({
  percent,
  window: duration.describe('Default: 30d.'),
  good: z.enum(['up']).describe('Which outcomes are good; up counts degraded as good.'),
  locations: positive.describe('A tick is bad when at least so many locations fail.'),
});
const alert = unsettable({
  policy: policy.describe('Default: none.'),
  after: ticks.describe('How many bad ticks: 2 ticks.'),
  locations: positive.describe('At how many locations.'),
  remindEvery: duration,
  dependsOn: names.describe('While one of these probes is down, nobody is told of this one.'),
});

const days = z
  .string({ error: 'days' })
  .regex(/^(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?$/, {
    error: 'days',
  });
const timeOfDay = z
  .string({ error: 'timeOfDay' })
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'timeOfDay' });
const activeWindow = strict(
  {
    days: z
      .union([days, z.array(days, { error: 'days' }).min(1, { error: 'days' })], { error: 'days' })
      .optional()
      .describe('On which it begins: mon-fri, or a list. Default: every day.'),
    from: timeOfDay.optional().describe("Default: '00:00'."),
    to: timeOfDay.optional().describe("Before from it is on the day after. Default: '24:00'."),
    timezone: filled.describe('Such as Europe/Berlin or UTC.'),
  },
  { error: 'activeHours' },
);

/** What defaults and probes have in common; `name`, `target`, `targets` and `steps` are a probe's own. */
const common = {
  kind: kind.describe('The sort of probe.'),
  interval: duration.describe(
    '10s 15s 20s 30s, whole minutes that divide 60, whole hours that divide 24. Default: 1m.',
  ),
  timeout: duration.describe('Of one attempt. Default: the smaller of 10s and 0.8 × interval.'),
  locations: names.describe('Where it runs. Default: all of probewright.config.ts.'),
  labels: labels.describe('Your own labels, on every series of the probe.'),
  job: filled.describe('The job label. Default: probewright.'),
  http: httpSettings.describe('Settings of an http probe.'),
  tcp: tcpSettings.describe('Settings of a tcp probe.'),
  tls: tlsKindSettings.describe('Settings of a tls probe.'),
  dns: dnsSettings.describe('Settings of a dns probe.'),
  expect: expectations.describe('What must hold; http without a status expects 200-299, dns without an rcode NOERROR.'),
  retry: z
    .union([attempts, retry], { error: 'retry' })
    .describe('Attempts in all, or { attempts, after, reasons }. Default: 1.'),
  objective: z
    .union([percent, objective], { error: 'objective' })
    .describe('The share of runs that must succeed, in percent, or { percent, window, good, locations }.'),
  alert: z
    .union([policy, alert], { error: 'alert' })
    .describe('Who is told: none, page, ticket, or { policy, after, locations, remindEvery, dependsOn }.'),
  maintenance: z.unknown().describe('Not built yet.'),
  activeHours: z
    .union([activeWindow, z.array(activeWindow, { error: 'activeHours' }).min(1, { error: 'activeHours' })], {
      error: 'activeHours',
    })
    .describe('When it runs: { days, from, to, timezone }, or a list of such. Default: always.'),
  enabled: boolean.describe('False: not run, but shown. Default: true.'),
  muted: boolean.describe('True: run and judged, but nobody is told. Default: false.'),
  allowLinkLocal: boolean.describe('Whether link-local addresses may be probed. Default: false.'),
  description: text,
  links: z.record(z.string(), filled, { error: 'map' }),
  runbook: filled.describe('Where a person reads what to do.'),
};

/** What a layer below a probe may hold: `_defaults.yaml`, `defaults`, `set`, the configuration's defaults. */
export const defaultsSchema = unsettable(common);

/** One probe, as written and as merged; what must be there is asked for after merging. */
export const probeSchema = unsettable({
  // What a name may be is a check of meaning; editors hear of it here.
  name: filled
    .describe('Unique; a-z, 0-9 and -. Renaming starts new series.')
    .meta({ pattern: '^(?:[a-z0-9-]|\\$\\{[^}]*\\})+$' }),
  ...common,
  target: filled.describe('What is probed: a URL (http), host:port (tcp, tls), a server (dns).'),
  targets: z
    .union([z.array(target, { error: 'list' }), file], { error: 'targets' })
    .describe('One probe each: a list, { file: lines or file_sd }.'),
  steps: z
    .array(step, { error: 'list' })
    .min(1, { error: 'list' })
    .describe('Several http requests, one after the other.'),
});
