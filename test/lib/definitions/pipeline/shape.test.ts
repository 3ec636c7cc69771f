import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../../lib/model/plan.ts';
import { compileYaml, onlyProbe } from '../../../support/compile-texts.ts';
import { SHAPE_CASES, type ShapeCase, WARNING_CASES } from './shape-cases.ts';

function expectFound(found: readonly Diagnostic[], { code, at, path, didYouMean, corrected, remedy }: ShapeCase): void {
  expect(found.map((one) => one.code)).toEqual([code]);
  const [one] = found;
  expect([one?.place?.line, one?.place?.column]).toEqual(at);
  expect(one?.place?.file).toBe('probes/a.probe.yaml');
  expect(one?.path).toBe(path);
  expect(one?.didYouMean).toBe(didYouMean);
  if (corrected !== undefined) expect(one?.corrected).toBe(corrected);
  if (remedy) expect(one?.remedy).toMatch(remedy);
  expect(one?.remedy).toBeTruthy();
}

describe('a value of the wrong shape is found, alone, at its place', () => {
  it.each(SHAPE_CASES)('`$code` $title', async (wanted) => {
    const { diagnostics, compiled } = await compileYaml(wanted.yaml);
    expectFound(diagnostics, wanted);
    expect(compiled).toBeUndefined();
  });
});

describe('what is not built yet loads with a warning', () => {
  it.each(WARNING_CASES)('`$code` $title', async (wanted) => {
    const { diagnostics, compiled } = await compileYaml(wanted.yaml);
    expectFound(diagnostics, wanted);
    expect(diagnostics[0]?.severity).toBe('warning');
    expect(compiled).toBeDefined();
  });

  it('said once a file and key', async () => {
    const yaml = `defaults: { alert: page, kind: tcp }\nprobes:\n${['a', 'b', 'c'].map((name) => `  - { name: ${name}, target: '${name}:1', objective: 99.9 }\n`).join('')}`;
    const { diagnostics } = await compileYaml(yaml);
    expect(diagnostics.map(({ path }) => path)).toEqual(['defaults.alert']);
  });
});

describe('findings', () => {
  it('come all at once, each once, in the order of their places', async () => {
    const { diagnostics } = await compileYaml(`defaults: { interval: 60, kind: http, target: x }
probes:
  - { name: a, target: https://a.example/, http: { metod: GET, maxBody: 1 } }
  - { name: b, target: https://b.example/, retry: { after: 5 } }
`);
    expect(diagnostics.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'PW2004 defaults.interval',
      'PW2001 defaults.target',
      'PW2001 probes[0].http.metod',
      'PW2005 probes[0].http.maxBody',
      'PW2004 probes[1].retry.after',
    ]);
  });

  it('of meaning are shown beside those of shape where they stand whatever the rest becomes', async () => {
    const { diagnostics } = await compileYaml(`probes:
  - { name: a, kind: http, target: a.example, http: { maxBody: 1 } }
  - { name: a, kind: http, target: https://a.example/, timeout: 5 }
`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['PW3401', 'PW2005', 'PW3001', 'PW2004']);
  });

  it('name the value where it was given, not where it was inherited', async () => {
    const { diagnostics } = await compileYaml(`defaults: { kind: http, http: { tls: { verify: never } } }
probes:
  - { name: a, target: https://a.example/ }
`);
    expect(diagnostics).toMatchObject([
      { code: 'PW2002', path: 'defaults.http.tls.verify', place: { line: 1, column: 48 } },
    ]);
  });
});

describe('a probe that says little', () => {
  it('has everything filled in', async () => {
    const probe = onlyProbe(
      await compileYaml(
        'probes: [{ name: a, kind: http, target: "https://${secret:u}:${secret:p}@shop.example:8443/a?b=c#d", interval: 10s }]',
      ),
    );
    expect(probe).toMatchObject({
      instance: 'https://shop.example:8443/a',
      job: 'probewright',
      timeoutMs: 8_000,
      locations: ['local'],
      enabled: true,
      muted: false,
    });
    expect(probe.steps).toMatchObject([
      {
        expect: [{ subject: 'status', comparison: { op: 'in', values: [{ from: 200, to: 299 }] }, otherwise: 'down' }],
        capture: [],
      },
    ]);
  });
});

describe('what is wrong beside an unknown key', () => {
  it.each([
    [
      'a move whose pattern is empty',
      'kind: tcp, target: "h.example:1", tcp: { dialogue: [{ expect: , pattern: a, labels: { a: b } }] }',
    ],
    [
      'a user whose name is misspelt',
      'kind: http, target: "https://h.example/", http: { auth: { basic: { user: a, password: "${secret:p}" } } }',
    ],
    ['a step without its name', 'kind: http, target: "https://h.example/", steps: [{ nme: one }]'],
  ])('never gets into a probe: %s', async (_title, rest) => {
    const { diagnostics } = await compileYaml(`probes: [{ name: a, ${rest} }]`);
    expect(diagnostics.map(({ code }) => code)).toContain('PW2001');
    expect(diagnostics.every(({ code }) => code.startsWith('PW2'))).toBe(true);
  });
});

describe('names that every object has', () => {
  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('are keys like any other: %s', async (key) => {
    const { diagnostics } = await compileYaml(`defaults: { ${key}: { a: 1 }, labels: { ${key}: x } }
each: { ${key}: [1] }
probes:
  - { name: 'a-\${${key}}', kind: http, target: '${key}://h.example/', ${key}: { b: 2 }, timeout: 5 ${key}, http: { maxBody: 1 ${key}, headers: { ${key}: y } }, expect: [{ ${key}: 1 }, { json: { ${key}: 1 } }] }
  - { name: b, kind: ${key}, target: 'h.example:1' }
`);
    const keys = diagnostics.filter(({ code }) => code === 'PW2001');
    expect(keys.map(({ given }) => given)).toEqual([key, key, key]);
    expect(keys.every(({ didYouMean }) => didYouMean === undefined)).toBe(true);
    expect(
      diagnostics.filter(({ code }) => code === 'PW2004' || code === 'PW2005').map(({ didYouMean }) => didYouMean),
    ).toEqual([undefined, undefined]);
    expect(diagnostics.find(({ code }) => code === 'PW2006')?.given).toBe(`"${key}"`);
  });
});
