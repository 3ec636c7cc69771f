import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../../../../lib/definitions/compile.ts';
import { writeFiles } from '../../../support/definitions.ts';
import { makeFolder } from '../../../support/folder.ts';

const SHARED = {
  'node_modules/shared/probes/shop.probe.ts': `
    import { http } from 'probewright';
    import { target } from './targets.ts';
    export const shop = http('shop', { target: target('shop' as string) });`,
  'node_modules/shared/probes/targets.ts':
    'export const target = (name: string): string => `https://${name}.example/`;',
};

test('definitions in TypeScript may stand in a package, where Node itself runs no TypeScript', async () => {
  const folder = await makeFolder();
  await writeFiles(folder, SHARED);
  const output: string[] = [];
  const { diagnostics, compiled } = await compile({
    definitions: [join(folder, 'node_modules/shared/probes')],
    onOutput: (line) => output.push(line),
  });
  expect({ diagnostics, output }).toEqual({ diagnostics: [], output: [] });
  expect(compiled?.plan.probes.map(({ target }) => target)).toEqual(['https://shop.example/']);
});
