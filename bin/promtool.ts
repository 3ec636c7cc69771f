import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { yamlOf } from '../lib/backend/render.ts';
import type { CheckedShape } from '../lib/rules/check.ts';

export function rulesFileOf(probe: string): string {
  return `${probe}.rules.yml`;
}

/** Rules and tests of a shape as files in a folder; answers the names of the tests. */
export async function writeShape(folder: string, { probe, groups, tests }: CheckedShape): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, rulesFileOf(probe)), yamlOf({ groups }));
  return await Promise.all(
    tests.map(async (one, index) => {
      const path = join(folder, `${probe}.${index === 0 ? 'fast' : 'slow'}.test.yml`);
      await writeFile(path, yamlOf(one));
      return path;
    }),
  );
}

/** Runs tests with promtool. @returns what it said where one does not hold, else nothing */
export async function testRules(promtool: string, files: readonly string[]): Promise<string> {
  const options = { maxBuffer: 2 ** 28, cwd: dirname(files[0] ?? '.') };
  return await promisify(execFile)(promtool, ['test', 'rules', ...files], options).then(
    () => '',
    (error: Error & { readonly stdout?: string; readonly stderr?: string; readonly code?: unknown }) => {
      if (typeof error.code !== 'number') throw error;
      return `${error.stdout ?? ''}${error.stderr ?? ''}`;
    },
  );
}
