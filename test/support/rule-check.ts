import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { toolPath } from '../../tools/install.ts';

/** What the real promtool says of rules and of tests of them: empty when all hold. */
export async function failuresOf(folder: string, groups: readonly object[], tests: readonly object[]): Promise<string> {
  await writeFile(join(folder, 'rules.yml'), stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false }));
  const files = await Promise.all(
    tests.map(async (one, index) => {
      const path = join(folder, `tests-${index}.yml`);
      await writeFile(path, stringify(one, { lineWidth: 0, aliasDuplicateObjects: false }));
      return path;
    }),
  );
  const promtool = promisify(execFile);
  await promtool(toolPath('promtool'), ['check', 'rules', '--lint=all', join(folder, 'rules.yml')]);
  return await promtool(toolPath('promtool'), ['test', 'rules', ...files], { maxBuffer: 2 ** 28 }).then(
    () => '',
    (error: { readonly stdout: string; readonly stderr: string }) => `${error.stdout}${error.stderr}`,
  );
}
