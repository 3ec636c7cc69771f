import { readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLogFiles } from '../../../bin/backend/log-files.ts';
import { makeFolder } from '../../support/folder.ts';
import { until } from '../../support/local-runner.ts';

test('what the parts say is in a file each, and is shown behind their names', async () => {
  const folder = await makeFolder();
  const shown: string[] = [];
  const logs = openLogFiles({ folder, names: ['store', 'loki'], show: (text) => shown.push(text), colour: false });
  logs.line('store', 'one');
  logs.line('loki', 'two');
  await logs.close();
  expect(shown).toEqual(['store │ one\n', 'loki  │ two\n']);
  expect([await readFile(join(folder, 'store.log'), 'utf8'), await readFile(join(folder, 'loki.log'), 'utf8')]).toEqual(
    ['one\n', 'two\n'],
  );
});

test('a full disk ends nothing: what is said meanwhile is lost, and later lines are kept', async () => {
  const folder = await makeFolder();
  await symlink('/dev/full', join(folder, 'store.log'));
  const logs = openLogFiles({ folder, names: ['store'], colour: false });
  logs.line('store', 'lost');
  await new Promise((resolve) => setImmediate(resolve));
  await rm(join(folder, 'store.log'));
  await until(async () => {
    logs.line('store', 'kept');
    return (await readFile(join(folder, 'store.log'), 'utf8').catch(() => '')).includes('kept');
  });
  await logs.close();
  expect(await readFile(join(folder, 'store.log'), 'utf8')).not.toContain('lost');
});
