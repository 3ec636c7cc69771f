import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../../../lib/authoring/config-options.ts';
import type { AlertOptions, ObjectiveOptions, RetryOptions, WrittenProbe } from '../../../../lib/authoring/options.ts';
import type {
  DnsOptions,
  HttpOptions,
  TcpOptions,
  TlsKindOptions,
} from '../../../../lib/authoring/settings-options.ts';
import { configSchema } from '../../../../lib/definitions/schema/config.ts';
import { probeSchema } from '../../../../lib/definitions/schema/probe.ts';
import {
  dnsSettings,
  httpSettings,
  tcpSettings,
  tlsKindSettings,
} from '../../../../lib/definitions/schema/settings.ts';
import { compileYaml } from '../../../support/compile-texts.ts';

/** Every key of a type of the builders; the compiler knows when one is missing here. */
type Keys<T> = Readonly<Record<keyof Required<T>, true>>;
const sorted = (keys: object) => Object.keys(keys).sort();

const http: Keys<HttpOptions> = {
  path: true,
  method: true,
  headers: true,
  body: true,
  json: true,
  form: true,
  redirects: true,
  auth: true,
  compression: true,
  trace: true,
  maxBody: true,
  addressFamily: true,
  tls: true,
};
const tcp: Keys<TcpOptions> = { tls: true, dialogue: true, newline: true, maxRead: true, addressFamily: true };
const tls: Keys<TlsKindOptions> = {
  ca: true,
  serverName: true,
  certificate: true,
  key: true,
  verify: true,
  minVersion: true,
  maxVersion: true,
  startTls: true,
  addressFamily: true,
};
const dns: Keys<DnsOptions> = {
  query: true,
  type: true,
  class: true,
  transport: true,
  recursion: true,
  retryOverTcp: true,
  tls: true,
  addressFamily: true,
};
const probe: Keys<WrittenProbe> = {
  ...{
    name: true,
    kind: true,
    target: true,
    targets: true,
    interval: true,
    timeout: true,
    locations: true,
    labels: true,
    job: true,
  },
  ...{
    http: true,
    tcp: true,
    tls: true,
    dns: true,
    steps: true,
    expect: true,
    retry: true,
    objective: true,
    alert: true,
  },
  ...{
    maintenance: true,
    activeHours: true,
    enabled: true,
    muted: true,
    allowLinkLocal: true,
    description: true,
    links: true,
    runbook: true,
  },
};
const config: Keys<ConfigOptions> = {
  id: true,
  locations: true,
  defaults: true,
  variables: true,
  delivery: true,
  budget: true,
  hub: true,
  account: true,
  journalRetention: true,
  replayHorizon: true,
  logRetention: true,
  tags: true,
  roles: true,
  bootstrapQualifier: true,
  alarms: true,
  key: true,
  removable: true,
  environments: true,
};

describe('builders and YAML have the same keys', () => {
  it.each([
    ['a probe', probe, probeSchema.shape],
    ['http', http, httpSettings.shape],
    ['tcp', tcp, tcpSettings.shape],
    ['tls', tls, tlsKindSettings.shape],
    ['dns', dns, dnsSettings.shape],
    ['the configuration', config, configSchema.shape],
  ])('%s', (_title, builder, yaml) => {
    expect(sorted(builder)).toEqual(sorted(yaml));
  });

  it.each([
    ['retry', { attempts: true, after: true, reasons: true } satisfies Keys<RetryOptions>],
    ['objective', { percent: true, window: true, good: true, locations: true } satisfies Keys<ObjectiveOptions>],
    [
      'alert',
      { policy: true, after: true, locations: true, remindEvery: true, dependsOn: true } satisfies Keys<AlertOptions>,
    ],
  ])('%s', async (key, keys) => {
    const { diagnostics } = await compileYaml(
      `probes: [{ name: a, kind: tcp, target: "h.example:1", ${key}: { no_such_key: 1 } }]`,
    );
    const allowed = diagnostics.find(({ given }) => given === 'no_such_key')?.allowed?.split(', ');
    expect(allowed?.sort()).toEqual(sorted(keys));
  });
});
