import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../../bin/deployed/zip.ts';
import { pythonPath } from '../../../tools/python.ts';
import { writeFiles } from '../../support/definitions.ts';
import { makeFolder } from '../../support/folder.ts';

/** Python's zipfile makes the archive: deflated, or stored as it is. */
async function archive(files: Readonly<Record<string, string>>, method: 'ZIP_DEFLATED' | 'ZIP_STORED') {
  const folder = await makeFolder();
  await writeFiles(folder, files);
  const program = `import sys, zipfile
with zipfile.ZipFile('a.zip', 'w', zipfile.${method}) as z:
  z.comment = b'made by a test'
  for path in sys.argv[1:]: z.write(path)`;
  execFileSync(pythonPath(), ['-c', program, ...Object.keys(files)], { cwd: folder });
  return readFileSync(join(folder, 'a.zip'));
}

const FILES = {
  'shards/1m-00.json': `{"long":"${'x'.repeat(5_000)}"}`,
  'delivery.json': '{"ü":1}',
  'index.mjs': 'export {};',
};

describe('a ZIP archive', () => {
  it.each(['ZIP_DEFLATED', 'ZIP_STORED'] as const)('%s gives the files that are wanted', async (method) => {
    const files = readZip(await archive(FILES, method), (path) => path.endsWith('.json'));
    const { 'index.mjs': _, ...wanted } = FILES;
    expect(Object.fromEntries(files)).toEqual(wanted);
  });

  it('that is none is refused', () => {
    expect(() => readZip(Buffer.from('not a zip'), () => true)).toThrow('this is no ZIP archive');
    expect(() => readZip(Buffer.alloc(40_000), () => true)).toThrow('this is no ZIP archive');
  });
});
