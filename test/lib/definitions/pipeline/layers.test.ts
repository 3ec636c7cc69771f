import { describe, expect, it } from 'vitest';
import { compileTexts, compileYaml, onlyProbe, probesOf } from '../../../support/compile-texts.ts';

const TCP = 'kind: tcp, target: "h.example:1"';
const WEB = 'kind: http, target: "https://h.example/"';

describe('layers', () => {
  it('come from the outermost folder to the probe; the later wins, maps merge, lists replace', async () => {
    const answer = await compileTexts({
      '_defaults.yaml':
        'interval: 10m\nlabels: { team: outer, tier: gold }\nretry: { attempts: 2, reasons: [connect_timeout] }\nhttp: { headers: { A: outer, B: outer } }\n',
      'shop/_defaults.yaml': 'interval: 5m\nlabels: { team: inner }\n',
      'shop/a.probe.yaml': `defaults: { retry: { after: 1s, reasons: [connect_refused] }, http: { headers: { B: file } } }\nprobes: [{ name: a, ${WEB}, labels: { own: yes }, http: { headers: { C: probe } } }]\n`,
    });
    expect(onlyProbe(answer)).toMatchObject({
      intervalMs: 300_000,
      labels: { team: 'inner', tier: 'gold', own: 'yes' },
      retry: { attempts: 2, afterMs: 1_000, reasons: ['connect_refused'] },
      steps: [
        {
          settings: {
            headers: [
              ['A', 'outer'],
              ['B', 'file'],
              ['C', 'probe'],
            ],
          },
        },
      ],
    });
  });

  it('let null unset what came before', async () => {
    const answer = await compileYaml(
      `defaults: { description: all, labels: { team: shop }, http: { headers: { A: b } }, retry: 3 }\nprobes: [{ name: a, ${WEB}, description: null, labels: { team: }, http: { headers: null }, retry: ~ }]\n`,
    );
    const probe = onlyProbe(answer);
    expect(probe.description).toBeUndefined();
    expect(probe).toMatchObject({ labels: {}, retry: { attempts: 1 }, steps: [{ settings: { headers: [] } }] });
  });

  it('widen shorthands before they merge', async () => {
    const answer = await compileYaml(
      `defaults: { alert: { policy: page, after: 2 ticks, remindEvery: 1h }, objective: { percent: 99, window: 7d }, retry: { after: 5s } }\nprobes: [{ name: a, ${TCP}, alert: ticket, objective: 99.9, retry: 3, locations: local, tcp: { tls: true } }]\n`,
    );
    expect(onlyProbe(answer)).toMatchObject({
      alert: { policy: 'ticket', afterTicks: 2, remindEveryMs: 3_600_000 },
      objective: { percent: 99.9, windowMs: 604_800_000, good: 'up' },
      retry: { attempts: 3, afterMs: 5_000 },
      locations: ['local'],
      steps: [{ settings: { secure: true } }],
    });
  });

  it('append to expectations where inherit stands', async () => {
    const answer = await compileYaml(`defaults: { expect: [{ status: 200 }, { body: a }] }
probes:
  - { name: appends, ${WEB}, expect: [{ size: { below: 1MiB } }, inherit] }
  - { name: replaces, ${WEB}, expect: [{ status: 204 }] }
  - { name: takes, ${WEB} }
`);
    const subjects = Object.fromEntries(
      Object.values(probesOf(answer)).map(({ name, steps: [step] }) => [
        name,
        step?.expect.map(({ subject }) => subject),
      ]),
    );
    expect(subjects).toEqual({ appends: ['size', 'status', 'body'], replaces: ['status'], takes: ['status', 'body'] });
  });

  it('never mix two bodies, nor two ways to authenticate', async () => {
    const answer =
      await compileYaml(`defaults: { http: { json: { a: 1, b: null }, auth: { basic: { username: u, password: '\${secret:p}' } } } }
probes:
  - { name: form, ${WEB}, http: { form: { c: d }, auth: { bearer: '\${secret:t}' } } }
  - { name: other, ${WEB}, http: { json: { c: 2 } } }
  - { name: same, ${WEB} }
`);
    expect(probesOf(answer)).toMatchObject({
      form: {
        steps: [{ settings: { method: 'POST', body: { form: [['c', 'd']] }, auth: { bearer: '${secret:t}' } } }],
      },
      other: { steps: [{ settings: { body: { json: { c: 2 } } } }] },
      same: { steps: [{ settings: { body: { json: { a: 1, b: null } } } }] },
    });
  });

  it('give each step the settings and expectations of its probe', async () => {
    const answer = await compileYaml(`probes:
  - name: a
    kind: http
    target: https://h.example/
    http: { headers: { Accept: text/html }, redirects: false }
    expect: [{ duration: { below: 1s } }]
    steps:
      - { name: one }
      - { name: two, http: { path: /two, headers: { Accept: null } }, expect: [inherit, { status: 404 }] }
`);
    expect(onlyProbe(answer).steps).toMatchObject([
      {
        name: 'one',
        settings: { headers: [['Accept', 'text/html']], maxRedirects: 0 },
        expect: [{ subject: 'status' }, { subject: 'duration' }],
      },
      {
        name: 'two',
        settings: { path: '/two', headers: [], maxRedirects: 0 },
        expect: [{ subject: 'duration' }, { subject: 'status', comparison: { op: 'equals', value: 404 } }],
      },
    ]);
  });

  it('of other kinds in shared defaults are no mistake', async () => {
    const answer = await compileYaml(
      `defaults: { http: { method: HEAD }, dns: { query: h.example } }\nprobes: [{ name: a, ${TCP} }]\n`,
    );
    expect(onlyProbe(answer).kind).toBe('tcp');
  });
});

describe('each', () => {
  it('makes a probe for each combination; set wins over defaults, and the probe over set', async () => {
    const answer = await compileYaml(`defaults: { kind: tcp, interval: 1m, muted: true }
each:
  host: [{ name: a, port: 1 }, { name: b, port: 2, set: { interval: 10m } }]
  env:
    prod: { set: { muted: false } }
    dev:
probes: [{ name: '\${host.name}-\${env}', target: '\${host.name}.\${env}.example:\${host.port}', retry: { attempts: '\${host.port}' } }]
`);
    const probes = probesOf(answer);
    expect(Object.keys(probes)).toEqual(['a-dev', 'a-prod', 'b-dev', 'b-prod']);
    expect(probes['b-prod']).toMatchObject({
      target: 'b.prod.example:2',
      intervalMs: 600_000,
      muted: false,
      retry: { attempts: 2 },
    });
    expect(probes['a-dev']).toMatchObject({ intervalMs: 60_000, muted: true, retry: { attempts: 1 } });
  });

  it('may hold secrets and variables of its own', async () => {
    const yaml = `each: { env: { prod: { token: '\${secret:prod/token}', host: 'prod.\${var:domain}' } } }\nprobes: [{ name: 'a-\${env}', kind: http, target: 'https://\${env.host}/', http: { auth: { bearer: '\${env.token}' } } }]\n`;
    expect(onlyProbe(await compileYaml(yaml, { domain: 'h.example' }))).toMatchObject({
      target: 'https://prod.h.example/',
      steps: [{ settings: { auth: { bearer: '${secret:prod/token}' } } }],
    });
  });

  it('`PW2012` a secret of its own cannot be put into a label', async () => {
    const { diagnostics } = await compileYaml(
      `each: { env: { prod: { token: '\${secret:t}' } } }\nprobes: [{ name: 'a-\${env}', ${TCP}, labels: { t: '\${env.token}' } }]\n`,
    );
    expect(diagnostics).toMatchObject([{ code: 'PW2012', given: '${secret:t}' }]);
  });
});

describe('${…}', () => {
  it('keeps what is known only during a run, and text that only looks like it', async () => {
    const probe = onlyProbe(
      await compileYaml(
        `probes: [{ name: a, kind: http, target: 'https://h.example/\${timestamp}?a=$\${b}&c=\${var:c}', description: 'pays $\${x}', http: { headers: { R: '\${random}' } } }]`,
        { c: '${d}' },
      ),
    );
    expect(probe).toMatchObject({
      target: 'https://h.example/${timestamp}?a=$${b}&c=$${d}',
      instance: 'https://h.example/${timestamp}',
      description: 'pays ${x}',
      steps: [{ settings: { headers: [['R', '${random}']] } }],
    });
  });

  it('is a capture only in the steps after it', async () => {
    const yaml = `probes:
  - name: a
    kind: http
    target: https://h.example/
    http: { headers: { X: '\${token}' } }
    steps: [{ name: one, http: { headers: { X: null } }, capture: { token: $.t } }, { name: two }]
`;
    expect(onlyProbe(await compileYaml(yaml)).steps).toMatchObject([
      { capture: [{ name: 'token', secret: false, from: { json: '$.t' } }] },
      { settings: { headers: [['X', '${token}']] } },
    ]);
  });

  it('is a group of the last match in a dialogue', async () => {
    const yaml = `probes: [{ name: a, kind: tcp, target: 'h.example:1', tcp: { dialogue: [{ expect: '^(\\w+)', labels: { who: '\${1}' } }, { send: 'hello \${1}' }, { expectBytes: ok }, { startTls: true }], tls: { verify: false } } }]`;
    expect(onlyProbe(await compileYaml(yaml)).steps).toMatchObject([
      {
        settings: {
          secure: false,
          tls: { verify: false },
          dialogue: [
            { expect: { text: '^(\\w+)' }, labels: { who: '${1}' } },
            { send: 'hello ${1}' },
            { expectBytes: 'ok' },
            { startTls: true },
          ],
        },
      },
    ]);
  });

  it('knows the parts of a probe’s own target', async () => {
    const probe = onlyProbe(
      await compileYaml(
        `probes: [{ name: 'a-\${target.slug}', kind: http, target: 'https://shop.example:8443/x', labels: { host: '\${target.host}', port: '\${target.port}' } }]`,
      ),
    );
    expect(probe).toMatchObject({ name: 'a-shop-example-8443-x', labels: { host: 'shop.example', port: '8443' } });
  });
});

describe('targets', () => {
  const PROBE =
    "probes: [{ name: '${target.slug}', kind: tcp, interval: 5m, targets: TARGETS, labels: { team: probe } }]";
  const withTargets = (targets: string, files = {}) =>
    compileTexts({ 'a.probe.yaml': PROBE.replace('TARGETS', targets), ...files });

  it('are a list, with labels where wanted', async () => {
    const answer = await withTargets(
      "['a.example:1', { target: 'b.example:1', labels: { team: own } }, { targets: ['c.example:1', 'd.example:1'], labels: { dc: one } }]",
    );
    const labels = Object.fromEntries(
      Object.entries(probesOf(answer)).map(([name, { target, labels }]) => [name, [target, labels]]),
    );
    expect(labels).toEqual({
      'a-example-1': ['a.example:1', { team: 'probe' }],
      'b-example-1': ['b.example:1', { team: 'own' }],
      'c-example-1': ['c.example:1', { team: 'probe', dc: 'one' }],
      'd-example-1': ['d.example:1', { team: 'probe', dc: 'one' }],
    });
  });

  it('are the lines of a file, comments left out', async () => {
    const answer = await withTargets('{ file: hosts.txt }', {
      'hosts.txt': '# all\r\n  a.example:1  # the first\n\n#b.example:1\nc.example:1',
    });
    expect(Object.values(probesOf(answer)).map(({ target }) => target)).toEqual(['a.example:1', 'c.example:1']);
  });

  it.each([
    ['sd.json', '[\n\t{ "targets": ["a.example:1"], "labels": { "__meta_x": "y", "dc": "one", "job": "sd" } }\n]'],
    ['sd.yml', '- targets: [a.example:1]\n  labels: { __meta_x: y, dc: one, job: sd }\n'],
  ])('are a Prometheus file_sd, whose labels carry over: %s', async (name, text) => {
    expect(onlyProbe(await withTargets(`{ file: ${name} }`, { [name]: text }))).toMatchObject({
      target: 'a.example:1',
      job: 'sd',
      labels: { team: 'probe', dc: 'one' },
    });
  });

  it('may be put into a longer target, and into labels', async () => {
    const answer = await compileYaml(
      `probes: [{ name: 'x-\${target.host}', kind: http, target: 'https://\${target.value}/health', targets: [{ target: shop, labels: { path: a } }], labels: { p: '\${target.labels.path}', all: '\${target}' } }]`,
    );
    expect(onlyProbe(answer)).toMatchObject({
      name: 'x-shop',
      target: 'https://shop/health',
      labels: { p: 'a', all: 'shop' },
    });
  });

  it('of great length have short names that still differ', async () => {
    const long = `${'very-long-'.repeat(5)}.${'long-'.repeat(9)}.example:1`;
    const names = Object.keys(probesOf(await withTargets(`['a${long}', 'a${long}2']`)));
    expect(names).toHaveLength(2);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(63);
  });
});

describe('expectations', () => {
  const assertionsOf = async (kind: string, expectations: string) => {
    const target = { http: 'https://h.example/', tcp: 'h.example:1', tls: 'h.example:1', dns: '192.0.2.53' }[kind];
    const dns = kind === 'dns' ? ', dns: { query: h.example }' : '';
    const { steps } = onlyProbe(
      await compileYaml(
        `probes: [{ name: a, kind: ${kind}, target: '${target}', interval: 1h, timeout: 1m, expect: ${expectations}${dns} }]`,
      ),
    );
    return steps[0]?.expect.map(({ subject, field, comparison, otherwise }) => [
      field === undefined ? subject : `${subject}.${field}`,
      comparison,
      otherwise,
    ]);
  };

  it('in their short forms', async () => {
    expect(
      await assertionsOf(
        'http',
        "[{ status: [200, '300-308'] }, { body: Welcome }, { header: { Content-Type: { contains: json } } }, { json: { $.a: null, $.b: [1, 2] } }, { version: 1.1 }]",
      ),
    ).toEqual([
      ['status', { op: 'in', values: [200, { from: 300, to: 308 }] }, 'down'],
      ['body', { op: 'equals', value: 'Welcome' }, 'down'],
      ['header.Content-Type', { op: 'contains', value: 'json' }, 'down'],
      ['json.$.a', { op: 'equals', value: null }, 'down'],
      ['json.$.b', { op: 'in', values: [1, 2] }, 'down'],
      ['version', { op: 'equals', value: 1.1 }, 'down'],
    ]);
  });

  it('with comparators, units and what a miss means', async () => {
    expect(
      await assertionsOf(
        'http',
        "[{ status: 200 }, { size: { above: 1kB, atMost: 2MiB, else: degraded } }, { duration: { below: 30s, connect: { below: 50ms, else: down }, else: degraded } }, { body: { not: { matches: 'err(or)?' } } }, { json: { $.n: { count: { atLeast: 1 } }, else: degraded } }]",
      ),
    ).toEqual([
      ['status', { op: 'equals', value: 200 }, 'down'],
      ['size', { op: 'above', value: 1_000 }, 'degraded'],
      ['size', { op: 'atMost', value: 2_097_152 }, 'degraded'],
      ['duration', { op: 'below', value: 30_000 }, 'degraded'],
      ['duration.connect', { op: 'below', value: 50 }, 'down'],
      ['body', { op: 'not', of: { op: 'matches', pattern: expect.objectContaining({ text: 'err(or)?' }) } }, 'down'],
      ['json.$.n', { op: 'count', of: { op: 'atLeast', value: 1 } }, 'degraded'],
    ]);
  });

  it('of certificates and TLS', async () => {
    expect(
      await assertionsOf(
        'tls',
        "[{ certificate: { validFor: 14d, names: { contains: h.example }, keyBits: { atLeast: 256 }, selfSigned: false } }, { tls: { version: ['TLSv1.2', 'TLS 1.3'] } }]",
      ),
    ).toEqual([
      ['certificate.validFor', { op: 'atLeast', value: 1_209_600_000 }, 'down'],
      ['certificate.names', { op: 'contains', value: 'h.example' }, 'down'],
      ['certificate.keyBits', { op: 'atLeast', value: 256 }, 'down'],
      ['certificate.selfSigned', { op: 'equals', value: false }, 'down'],
      ['tls.version', { op: 'in', values: ['TLS 1.2', 'TLS 1.3'] }, 'down'],
    ]);
  });

  it('of DNS answers, NOERROR unless another rcode is expected', async () => {
    expect(
      await assertionsOf(
        'dns',
        '[{ answer: { any: { contains: 192.0.2.1 }, count: 2, ttl: { atLeast: 5m } } }, { flag: [aa, rd] }]',
      ),
    ).toEqual([
      ['rcode', { op: 'equals', value: 'NOERROR' }, 'down'],
      ['answer.any', { op: 'contains', value: '192.0.2.1' }, 'down'],
      ['answer.count', { op: 'equals', value: 2 }, 'down'],
      ['answer.ttl', { op: 'atLeast', value: 300 }, 'down'],
      ['flag.aa', { op: 'equals', value: true }, 'down'],
      ['flag.rd', { op: 'equals', value: true }, 'down'],
    ]);
    expect(await assertionsOf('dns', '[{ rcode: [NXDOMAIN, REFUSED] }]')).toEqual([
      ['rcode', { op: 'in', values: ['NXDOMAIN', 'REFUSED'] }, 'down'],
    ]);
  });

  it('of a failure that must happen leave no room for a status', async () => {
    expect(await assertionsOf('http', '[{ reason: connect_refused }]')).toEqual([
      ['reason', { op: 'equals', value: 'connect_refused' }, 'down'],
    ]);
  });
});
