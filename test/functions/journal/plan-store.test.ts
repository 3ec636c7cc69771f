import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JournalError } from '../../../functions/journal/journal-error.ts';
import { openPlans } from '../../../functions/journal/plan-store.ts';
import { makeFolder } from '../../support/folder.ts';

test('a plan that cannot be read now is not a plan that is missing', async () => {
  const folder = await makeFolder();
  const plans = await openPlans(folder);
  const hash = 'ab'.repeat(32);
  await expect(plans.plan(hash)).rejects.toMatchObject({ problem: 'missing' });
  await mkdir(join(folder, `${hash}.json`));
  const error = await plans.plan(hash).catch((thrown: unknown) => thrown);
  expect(error).not.toBeInstanceOf(JournalError);
  expect(error).toMatchObject({ code: 'EISDIR' });
});
