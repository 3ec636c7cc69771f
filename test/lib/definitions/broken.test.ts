import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../../lib/definitions/compile.ts';
import type { Diagnostic } from '../../../lib/model/plan.ts';
import { writeFiles } from '../../support/definitions.ts';
import { makeFolder } from '../../support/folder.ts';

const home = join(import.meta.dirname, '../../definitions');

/** What a beginner got wrong in each of twenty files, by the codes that must be found: these and no others. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  '01-unknown-key.probe.yaml': ['PW2001', 'PW2001'],
  '02-tabs.probe.yaml': ['PW1006'],
  '03-missing-target.probe.yaml': ['PW2001'],
  '04-durations.probe.yaml': ['PW2004', 'PW3101'],
  '05-too-slow.probe.yaml': ['PW3101', 'PW3102'],
  '06-no-scheme.probe.yaml': ['PW2007', 'PW3401'],
  '07-ports.probe.yaml': ['PW3401', 'PW3401'],
  '08-secret.probe.yaml': ['PW3701'],
  '09-same-name.probe.yaml': ['PW3001', 'PW3407'],
  '10-name.probe.yaml': ['PW2006', 'PW3002'],
  '11-labels.probe.yaml': ['PW3301', 'PW3302'],
  '12-pattern.probe.yaml': ['PW2014'],
  '13-contradiction.probe.yaml': ['PW3104', 'PW3501'],
  '14-wrong-kind.probe.yaml': ['PW2009'],
  '15-each.probe.yaml': ['PW2010', 'PW2016'],
  '16-capture.probe.yaml': ['PW2017'],
  '17-locations.probe.yaml': ['PW2006', 'PW3201'],
  '18-flow.probe.yaml': ['PW1005'],
  '19-not-exported.probe.ts': ['PW3003'],
  '20-plain-http.probe.yaml': ['PW3103', 'PW3404', 'PW3405'],
};

let broken: readonly Diagnostic[] = [];
beforeAll(async () => {
  broken = (await compile({ definitions: [join(home, 'broken')], variables: {} })).diagnostics;
}, 60_000);

describe('of a broken file exactly what is wrong with it is found', () => {
  test.each(readdirSync(join(home, 'broken')))('%s', (name) => {
    const found = broken.filter(({ place }) => place?.file.endsWith(`/${name}`));
    expect(found.map(({ code }) => code).sort()).toEqual(EXPECTED[name]);
  });

  test('each finding says where, what is wrong and what to change', () => {
    for (const { place, message, remedy } of broken) {
      expect(place?.line, message).toBeGreaterThan(0);
      expect(message.length).toBeGreaterThan(10);
      expect(remedy, message).toBeTruthy();
    }
  });
});

test('writing the lines that are proposed mends what they are proposed for, and breaks nothing', async () => {
  const folder = await makeFolder();
  const texts = new Map(
    readdirSync(join(home, 'broken')).map((name) => [name, readFileSync(join(home, 'broken', name), 'utf8')]),
  );
  const proposed = broken.filter(({ corrected }) => corrected !== undefined);
  for (const { place, corrected = '' } of proposed) {
    const name = basename(place?.file ?? '');
    const lines = (texts.get(name) ?? '').split('\n');
    lines.splice((place?.line ?? 1) - 1, 1, corrected);
    texts.set(name, lines.join('\n'));
  }
  await writeFiles(folder, Object.fromEntries([...texts].map(([name, text]) => [`broken/${name}`, text])));
  const { diagnostics } = await compile({ definitions: [join(folder, 'broken')], variables: {} });
  const left = broken.filter(({ corrected }) => corrected === undefined);
  const keys = (all: readonly Diagnostic[]) => all.map(({ code, place }) => `${code} ${place?.file}:${place?.line}`);
  expect(keys(left)).toEqual(expect.arrayContaining(keys(diagnostics)));
  expect(proposed.length).toBeGreaterThan(20);
}, 60_000);

test('the corrected files have no findings', async () => {
  const { diagnostics, compiled } = await compile({ definitions: [join(home, 'fixed')], variables: {} });
  expect(diagnostics).toEqual([]);
  expect(compiled?.plan.probes.length).toBeGreaterThan(20);
}, 60_000);

test('every broken file has its corrected one', () => {
  expect(readdirSync(join(home, 'fixed'))).toEqual(readdirSync(join(home, 'broken')));
});

test('the samples of the design load as they stand, with warnings for what is not built yet', async () => {
  const { diagnostics, compiled } = await compile({ definitions: [join(home, 'samples')], variables: {} });
  expect(diagnostics.filter(({ code }) => !code.startsWith('PW4'))).toEqual([]);
  expect(compiled?.plan.probes.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'shop-front',
      'shop-login',
      'shop-dns',
      'cart-prod',
      'search-dev',
      'cert-shop-example-443',
      'shop-home',
    ]),
  );
  expect(compiled?.plan.probes).toHaveLength(14);
}, 60_000);
