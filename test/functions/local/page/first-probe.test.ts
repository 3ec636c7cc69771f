import { expect, test } from 'vitest';
import { FIRST_PROBE } from '../../../../functions/local/page/first-probe.ts';
import { compile } from '../../../../lib/definitions/compile.ts';
import { writeFiles } from '../../../support/definitions.ts';
import { makeFolder } from '../../../support/folder.ts';

test('what the empty page says to paste loads without a finding', async () => {
  const folder = await makeFolder();
  await writeFiles(folder, { 'first.probe.yaml': FIRST_PROBE });
  const { diagnostics, compiled } = await compile({ definitions: [folder] });
  expect(diagnostics).toEqual([]);
  expect(compiled?.plan.probes.map((probe) => probe.name)).toEqual(['first']);
});
