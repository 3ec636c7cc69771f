import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolderObjects } from '../../../functions/objects/folder-objects.ts';
import { makeFolder } from '../../support/folder.ts';
import { describeObjects } from '../../support/objects-conformance.ts';

describeObjects('the folder', async () => createFolderObjects(join(await makeFolder(), 'objects')));

test('what a crash left unfinished is no object', async () => {
  const folder = await makeFolder();
  const store = createFolderObjects(folder);
  await store.put('a', Buffer.from('x'), { ifAbsent: true, contentType: 'text/plain' });
  await writeFile(join(folder, '.drafts', 'torn'), 'half');
  expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual(['a']);
  await expect(store.get('.drafts/torn')).rejects.toThrow('drafts');
});
