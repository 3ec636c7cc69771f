import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../../lib/definitions/compile.ts';
import { probesOf } from '../../../support/compile-texts.ts';
import { writeFiles } from '../../../support/definitions.ts';
import { makeFolder } from '../../../support/folder.ts';

const PROBES = { 'probes/a.probe.yaml': 'probes: [{ name: a, kind: tcp, target: "${var:host}:1" }]' };
const IMPORT = "import { defineConfig } from 'probewright';\n";

async function withConfig(
  text: string,
  files: Readonly<Record<string, string>> = PROBES,
  variables = { host: 'h.example' },
) {
  const folder = await makeFolder();
  await writeFiles(folder, { ...files, 'probewright.config.ts': text });
  return await compile({ definitions: [join(folder, 'probes')], variables });
}

describe('probewright.config.ts', () => {
  it('gives locations, defaults and variables to all probes; the command line’s variables win', async () => {
    const text = `${IMPORT}export default defineConfig({
  id: 'shop',
  locations: ['eu-west-1', { name: 'office' }, 'local'],
  defaults: { interval: '5m', labels: { team: 'shop' }, retry: 2 },
  variables: { host: 'config.example', tier: 1 },
});
`;
    const answer = await withConfig(text, {
      'probes/a.probe.yaml':
        'probes: [{ name: a, kind: tcp, target: "${var:host}:1", labels: { tier: "${var:tier}" } }]',
    });
    expect(answer.compiled?.plan).toMatchObject({
      id: 'shop',
      locations: [{ name: 'eu-west-1', region: 'eu-west-1' }, { name: 'office' }, { name: 'local' }],
    });
    expect(probesOf(answer)).toMatchObject({
      a: {
        target: 'h.example:1',
        intervalMs: 300_000,
        labels: { team: 'shop', tier: '1' },
        retry: { attempts: 2 },
        locations: ['eu-west-1', 'office', 'local'],
      },
    });
  });

  it('is not needed: then every AWS region is a known location, and probes run at local', async () => {
    const folder = await makeFolder();
    await writeFiles(folder, {
      'package.json': '{}',
      'probes/a.probe.yaml':
        'probes: [{ name: a, kind: tcp, target: "h.example:1" }, { name: b, kind: tcp, target: "h.example:1", locations: [sa-east-1] }]',
    });
    const answer = await compile({ definitions: [join(folder, 'probes')] });
    expect(probesOf(answer)).toMatchObject({ a: { locations: ['local'] }, b: { locations: ['sa-east-1'] } });
    expect(answer.compiled?.plan.locations.map(({ name }) => name)).toEqual(['sa-east-1', 'local']);
  });

  it('`PW2006` names a region that is none, `PW2013` two locations of one name, `PW2001` unknown keys, all at once', async () => {
    const { diagnostics } = await withConfig(`${IMPORT}export default defineConfig({
  locations: ['eu-wst-1', { name: 'x' }, { name: 'x' }],
  varables: {},
} as never);
`);
    expect(diagnostics.map(({ code, didYouMean }) => [code, didYouMean])).toEqual([
      ['PW2001', 'variables'],
      ['PW2006', 'eu-west-1'],
      ['PW2013', undefined],
    ]);
    expect(diagnostics[0]?.place).toMatchObject({ file: 'probewright.config.ts', line: 2, column: 16 });
  });

  it('`PW1031` must export what defineConfig made', async () => {
    const { diagnostics } = await withConfig('export const config = {};\n');
    expect(diagnostics).toMatchObject([{ code: 'PW1031', place: { file: 'probewright.config.ts' } }]);
  });

  it('`PW1002` was named and is not there', async () => {
    const { diagnostics } = await compile({
      definitions: [await makeFolder()],
      config: '/nowhere/probewright.config.ts',
    });
    expect(diagnostics).toMatchObject([{ code: 'PW1002', given: '/nowhere/probewright.config.ts' }]);
  });

  it('that cannot be understood makes nothing else wrong', async () => {
    const probes = {
      'probes/a.probe.yaml': 'probes: [{ name: a, kind: tcp, target: "${var:port}:1", locations: [office] }]',
    };
    for (const text of [
      'process.exit(1);\n',
      "throw new Error('no');\n",
      `${IMPORT}export default defineConfig({ locations: 'office' } as never);\n`,
    ]) {
      const { diagnostics, compiled } = await withConfig(text, probes);
      expect(diagnostics.map(({ place }) => place?.file)).toEqual(['probewright.config.ts']);
      expect(compiled).toBeUndefined();
    }
  });

  it('that throws does not keep the definitions from being checked', async () => {
    const { diagnostics } = await withConfig("throw new Error('no');\n", {
      'probes/a.probe.yaml': 'probes: [{ name: a }]',
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['PW2003', 'PW2003', 'PW1021']);
  });
});
