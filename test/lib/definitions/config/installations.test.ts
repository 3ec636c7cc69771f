import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../../lib/definitions/compile.ts';
import { configured } from '../../../support/configured.ts';
import { writeFiles } from '../../../support/definitions.ts';
import { makeFolder } from '../../../support/folder.ts';

const URL = 'https://prometheus.example.com/api/v1/write';
const direct = (receiver: object) => ({ delivery: { mode: 'direct', remoteWrite: { url: URL, ...receiver } } });

describe('an installation', () => {
  it('has the defaults of the design', () => {
    expect(configured({ locations: ['eu-west-1', 'local'] }).installations).toEqual([
      {
        id: 'probewright',
        hub: { region: 'eu-west-1' },
        locations: [{ name: 'eu-west-1', region: 'eu-west-1', network: { type: 'public' } }],
        delivery: { mode: 'journal' },
        removable: false,
        journalRetentionDays: 35,
        replayHorizonMs: 86_400_000,
        logRetentionDays: 30,
        tags: {},
        roles: {},
        alarms: { topics: [], emails: [] },
      },
    ]);
  });

  it('takes everything that a configuration can say', () => {
    const { installations, codes } = configured({
      id: 'shop',
      locations: [
        {
          name: 'office',
          region: 'eu-west-1',
          vpc: 'vpc-0123',
          subnets: ['subnet-0a', 'subnet-0b'],
          securityGroups: ['sg-0a'],
          routeTables: ['rtb-0a'],
          account: '210987654321',
          memory: 512,
          reservedConcurrency: 10,
        },
        { name: 'known', region: 'us-east-1', egress: 'static' },
      ],
      account: '123456789012',
      hub: { region: 'eu-central-1' },
      budget: 50,
      journalRetention: '90d',
      replayHorizon: '48h',
      logRetention: '14d',
      tags: { team: 'shop' },
      roles: { permissionsBoundary: 'boundary', path: '/monitoring/', prefix: 'mon-' },
      bootstrapQualifier: 'mon',
      alarms: { topics: ['arn:aws:sns:eu-central-1:123456789012:ops'], emails: ['ops@example.com'] },
      key: 'arn:aws:kms:eu-central-1:123456789012:key/0a1b',
      removable: true,
    });
    expect(codes).toEqual([]);
    expect(installations).toMatchObject([
      {
        id: 'shop',
        account: '123456789012',
        hub: { region: 'eu-central-1', account: '123456789012' },
        locations: [
          {
            name: 'office',
            account: '210987654321',
            memoryMb: 512,
            reservedConcurrency: 10,
            network: {
              type: 'vpc',
              vpc: 'vpc-0123',
              subnets: ['subnet-0a', 'subnet-0b'],
              securityGroups: ['sg-0a'],
              routeTables: ['rtb-0a'],
            },
          },
          { name: 'known', account: '123456789012', network: { type: 'static-egress' } },
        ],
        budget: 50,
        journalRetentionDays: 90,
        replayHorizonMs: 172_800_000,
        logRetentionDays: 14,
        tags: { team: 'shop' },
        roles: { permissionsBoundary: 'boundary', path: '/monitoring/', prefix: 'mon-' },
        bootstrapQualifier: 'mon',
        alarms: { emails: ['ops@example.com'] },
        removable: true,
      },
    ]);
  });

  it('is one an environment, where environments are declared: tags, roles, hub and alarms merge, everything else replaces', () => {
    const { installations, codes } = configured({
      id: 'shop',
      locations: ['eu-west-1', 'us-east-1'],
      tags: { team: 'shop', stage: 'prod' },
      budget: 50,
      ...direct({ headers: { 'X-Scope-OrgID': 'shop' } }),
      environments: {
        prod: {},
        dev: {
          locations: [{ name: 'us-east-1', region: 'us-east-2' }],
          tags: { stage: 'dev' },
          removable: true,
          delivery: { mode: 'journal' },
        },
      },
    });
    expect(codes).toEqual([]);
    expect(installations).toMatchObject([
      { id: 'shop-prod', environment: 'prod', tags: { stage: 'prod' }, delivery: { mode: 'direct' }, removable: false },
      {
        id: 'shop-dev',
        environment: 'dev',
        hub: { region: 'us-east-2' },
        locations: [{ name: 'us-east-1', region: 'us-east-2' }],
        tags: { team: 'shop', stage: 'dev' },
        delivery: { mode: 'journal' },
        removable: true,
        budget: 50,
      },
    ]);
  });

  it('comes back from the compiler beside the plan, with the locations that probes name where none are declared', async () => {
    const folder = await makeFolder();
    await writeFiles(folder, {
      'probes/a.probe.yaml': 'probes: [{ name: a, kind: tcp, target: "h.example:1", locations: [sa-east-1, local] }]',
      'probewright.config.ts':
        "import { defineConfig } from 'probewright';\nexport default defineConfig({ id: 'shop' });\n",
    });
    const { installations, diagnostics } = await compile({ definitions: [join(folder, 'probes')] });
    expect(diagnostics).toEqual([]);
    expect(installations).toMatchObject([
      { id: 'shop', hub: { region: 'sa-east-1' }, locations: [{ name: 'sa-east-1' }] },
    ]);
  });

  it('is that of the design, for which `PW4004` says that subnets are needed for a deploy', async () => {
    const { diagnostics, installations } = await compile({
      definitions: ['test/definitions/samples'],
      config: 'test/definitions/configuration/probewright.config.ts',
    });
    expect(diagnostics.filter(({ path }) => path?.startsWith('locations'))).toMatchObject([
      { code: 'PW4004', severity: 'warning', path: 'locations[2].vpc' },
    ]);
    expect(installations).toMatchObject([
      {
        budget: 50,
        delivery: {
          mode: 'direct',
          remoteWrite: { auth: { type: 'sigv4', region: 'eu-west-1', service: 'aps' }, windowMs: 3_600_000 },
        },
      },
    ]);
  });
});

describe('a control target', () => {
  const controlOf = (control: string) =>
    configured({ locations: [{ name: 'office', region: 'eu-west-1', control }] }).installations[0]?.locations[0]
      ?.controlProbe;

  it('that is a URL is up whatever status it answers, so that a page that moved hides no outage', () => {
    expect(controlOf('https://www.example.com/')).toMatchObject({
      name: 'control-office',
      kind: 'http',
      timeoutMs: 5_000,
      steps: [
        {
          settings: { maxRedirects: 0 },
          expect: [{ subject: 'status', comparison: { values: [{ from: 100, to: 599 }] } }],
        },
      ],
    });
  });

  it('may be HOST:PORT, and nothing else', () => {
    expect(controlOf('gateway.example:443')).toMatchObject({ kind: 'tcp', target: 'gateway.example:443' });
    expect(configured({ locations: [{ name: 'o', region: 'eu-west-1', control: 'gateway.example' }] }).codes).toEqual([
      'PW3401 locations[0].control',
    ]);
  });
});

describe('a receiver', () => {
  it('names its secrets', () => {
    const receiver = (auth: object) =>
      configured({ locations: ['us-west-2'], ...direct({ auth }) }).installations[0]?.delivery;
    expect(receiver({ basic: { username: '123', password: '${secret:grafana/token}' } })).toMatchObject({
      remoteWrite: { auth: { type: 'basic', username: '123', passwordSecret: 'grafana/token' } },
    });
    expect(receiver({ bearer: '${secret:token}' })).toMatchObject({
      remoteWrite: { auth: { type: 'bearer', tokenSecret: 'token' } },
    });
    expect(receiver({ sigv4: {} })).toMatchObject({ remoteWrite: { auth: { type: 'sigv4', region: 'us-west-2' } } });
  });

  it.each([
    [{ auth: { bearer: 's3cr3t-t0ken' } }, 'PW3702 delivery.remoteWrite.auth.bearer'],
    [{ auth: { basic: { username: 'u', password: 'hunter2' } } }, 'PW3702 delivery.remoteWrite.auth.basic.password'],
    [{ auth: { bearer: 'Bearer ${secret:token}' } }, 'PW2010 delivery.remoteWrite.auth.bearer'],
    [{ headers: { Authorization: 'Bearer s3cr3t-t0ken' } }, 'PW3701 delivery.remoteWrite.headers.Authorization'],
    [{ headers: { 'X-Tenant': '${secret:tenant}' } }, 'PW2010 delivery.remoteWrite.headers.X-Tenant'],
    [{ headers: { 'Content-Type': 'text/plain' } }, 'PW3406 delivery.remoteWrite.headers.Content-Type'],
    [
      { clientCertificate: { certificate: '-----BEGIN CERTIFICATE-----', key: '-----BEGIN PRIVATE KEY-----' } },
      'PW3704 delivery.remoteWrite.clientCertificate.key',
    ],
  ])('%j is %s, and no secret is printed', (receiver, code) => {
    const { codes, findings } = configured(direct(receiver));
    expect(codes).toEqual([code]);
    expect(JSON.stringify(findings)).not.toMatch(/s3cr3t|hunter2|PRIVATE/);
  });

  it.each(['prometheus.example.com', 'ftp://prometheus.example.com/', 'https://user:hunter2@prometheus.example.com/'])(
    '`PW3905` cannot be %s',
    (url) => {
      const { codes, findings } = configured(direct({ url }));
      expect(codes).toEqual(['PW3905 delivery.remoteWrite.url']);
      expect(JSON.stringify(findings)).not.toContain('hunter2');
    },
  );

  it('takes what is younger than the replay horizon, Loki half of it, unless it is said or known otherwise', () => {
    const windows = (more: object, remoteWrite: object = {}) => {
      const [installation] = configured({
        ...more,
        delivery: { mode: 'direct', remoteWrite: { url: URL, ...remoteWrite }, loki: { url: URL }, otlp: { url: URL } },
      }).installations;
      const { delivery } = installation ?? {};
      if (delivery?.mode !== 'direct') throw new Error('the delivery is direct');
      return [delivery.remoteWrite, delivery.loki, delivery.otlp].map((one) => (one?.windowMs ?? 0) / 3_600_000);
    };
    expect(windows({})).toEqual([24, 12, 24]);
    expect(windows({ replayHorizon: '48h' }, { window: '2h' })).toEqual([2, 24, 48]);
    expect(windows({}, { url: 'https://prometheus-prod-01.grafana.net/api/prom/push' })).toEqual([1, 12, 24]);
  });

  it('reads certificates from files beside the configuration', async () => {
    const folder = await makeFolder();
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    await writeFiles(folder, { 'ca.pem': pem });
    const { installations, files } = configured(direct({ ca: { file: 'ca.pem' } }), folder);
    expect(installations[0]?.delivery).toMatchObject({
      remoteWrite: { ca: await readFile(join(folder, 'ca.pem'), 'utf8') },
    });
    expect(files).toEqual([join(folder, 'ca.pem')]);
    expect(configured(direct({ ca: { file: 'none.pem' } }), folder).codes).toContain(
      'PW1002 delivery.remoteWrite.ca.file',
    );
  });
});

describe('a configuration is refused', () => {
  it.each([
    ['`PW3901` direct without a receiver', { delivery: { mode: 'direct' } }, 'PW3901 delivery.mode'],
    ['`PW3901` a receiver without direct', { delivery: { loki: { url: URL } } }, 'PW3901 delivery.loki'],
    [
      '`PW3903` subnets without a VPC',
      { locations: [{ name: 'a', region: 'eu-west-1', subnets: ['subnet-0a'] }] },
      'PW3903 locations[0].subnets',
    ],
    [
      '`PW3903` static egress of a VPC',
      { locations: [{ name: 'a', region: 'eu-west-1', vpc: 'vpc-0', subnets: ['subnet-0a'], egress: 'static' }] },
      'PW3903 locations[0].egress',
    ],
    [
      '`PW3903` memory of a machine of one’s own',
      { locations: [{ name: 'a', memory: 512 }] },
      'PW3903 locations[0].memory',
    ],
    ['`PW3906` hours of journal', { journalRetention: '36h' }, 'PW3906 journalRetention'],
    [
      '`PW3906` a journal shorter than the horizon',
      { journalRetention: '1d', replayHorizon: '48h' },
      'PW3906 replayHorizon',
    ],
    ['`PW3906` a horizon of an hour', { replayHorizon: '1h' }, 'PW3906 replayHorizon'],
    ['`PW3906` logs for 10 days', { logRetention: '10d' }, 'PW3906 logRetention'],
    [
      '`PW3907` a location that only an environment has',
      { locations: ['eu-west-1'], environments: { dev: { locations: ['us-east-1'] } } },
      'PW3907 environments.dev.locations[0]',
    ],
    ['a region that is none', { hub: { region: 'eu-wst-1' } }, 'PW2006 hub.region'],
    ['an account as a number', { account: 123_456_789_012 }, 'PW2002 account'],
    ['text that nothing resolves', { key: '${var:key}' }, 'PW2010 key'],
    ['a misspelt key', { delivery: { mode: 'direct', remotewrite: { url: URL } } }, 'PW2001 delivery.remotewrite'],
    ['a misspelt mode', { delivery: { mode: 'dirct' } }, 'PW2006 delivery.mode'],
  ])('%s', (_title, options, code) => {
    expect(configured(options).codes).toContain(code);
  });

  it('with all findings at once', () => {
    const { codes } = configured({ logRetention: '10d', delivery: { mode: 'direct' }, hub: { region: 'x' } });
    expect(codes.sort()).toEqual(['PW2006 hub.region', 'PW3901 delivery.mode', 'PW3906 logRetention']);
  });
});
