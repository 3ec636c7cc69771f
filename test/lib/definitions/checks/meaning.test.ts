import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MEANING_CODES } from '../../../../lib/definitions/checks/codes.ts';
import { compile } from '../../../../lib/definitions/compile.ts';
import type { Diagnostic } from '../../../../lib/model/plan.ts';
import { writeFiles } from '../../../support/definitions.ts';
import { MEANING_CASES } from './meaning-cases.ts';

const CONFIG = `import { defineConfig } from 'probewright';
export default defineConfig({ locations: ['eu-west-1', 'us-east-1', { name: 'office' }] });
`;
const NOT_EXPORTED = `import { http } from 'probewright';
const front = http('not-exported', { target: 'https://shop.example/' });
export const cart = http('exported', { target: 'https://shop.example/cart' });
`;

const folder = mkdtempSync(join(tmpdir(), 'probewright-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const nameOf = (index: number) => `case-${index}`;
let found: readonly Diagnostic[] = [];

/** All cases are files of one folder, so that one compilation provokes every code. */
beforeAll(async () => {
  const files = MEANING_CASES.map(({ yaml }, index) => [
    `probes/${nameOf(index)}.probe.yaml`,
    yaml.replaceAll('NAME', nameOf(index)),
  ]);
  await writeFiles(folder, {
    ...Object.fromEntries(files),
    'probes/not-exported.probe.ts': NOT_EXPORTED,
    'probewright.config.ts': CONFIG,
  });
  const answer = await compile({
    definitions: [join(folder, 'probes')],
    config: join(folder, 'probewright.config.ts'),
    variables: {},
  });
  found = answer.diagnostics;
}, 60_000);

const inFile = (file: string) => found.filter(({ place }) => place?.file.endsWith(`/${file}`));

describe('a definition that means nothing sensible', () => {
  test.each(MEANING_CASES.map((one, index) => ({ ...one, index })))('`$code` $title', (wanted) => {
    const name = nameOf(wanted.index);
    const findings = inFile(`${name}.probe.yaml`).filter(({ code }) => !code.startsWith('PW4'));
    expect(findings.map(({ code }) => code)).toEqual([wanted.code]);
    const [finding] = JSON.parse(JSON.stringify(findings).replaceAll(name, 'NAME')) as [Diagnostic];
    expect(finding.severity).toBe(wanted.severity ?? 'error');
    expect(finding.message).toMatch(wanted.message);
    expect(finding.remedy).toBeTruthy();
    expect(finding.place?.line).toBeGreaterThan(0);
    if (wanted.remedy) expect(finding.remedy).toMatch(wanted.remedy);
    if (wanted.didYouMean !== undefined) expect(finding.didYouMean).toBe(wanted.didYouMean);
    if (wanted.corrected !== undefined) expect(finding.corrected).toBe(wanted.corrected);
  });

  test('`PW3003` a probe that is built and not exported, at its builder', () => {
    const findings = inFile('not-exported.probe.ts');
    expect(findings).toMatchObject([
      { code: 'PW3003', probe: 'not-exported', place: { line: 2 }, corrected: expect.stringMatching(/^export const/) },
    ]);
  });

  test('shows no secret that it found', () => {
    const texts = JSON.stringify(found.filter(({ code }) => code.startsWith('PW37')));
    for (const secret of ['hunter2', 'abcdef', '9f86d081884c7d65', 'a1B2c3D4']) expect(texts).not.toContain(secret);
  });

  test('every code of meaning has a case', () => {
    const covered = new Set([...MEANING_CASES.map(({ code }) => code), 'PW3003']);
    expect(Object.keys(MEANING_CODES).filter((code) => !covered.has(code))).toEqual([]);
  });
});
