import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/remote-write.md'), 'utf8');

/** The names of all tests of a folder, as they stand in the source. */
function testNames(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(root, folder, file), 'utf8').matchAll(/\(\s*'([^'\n]+)'/g)])
    .map(([, name = '']) => name);
}

test('every duty that the page on remote write names has a test of that name', () => {
  const names = [...testNames('test/functions/sinks'), ...testNames('test/functions/delivery')];
  const table = page.split('duty by duty')[1]?.split('\nWhere we differ')[0] ?? '';
  const wanted = table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| Duty'))
    .map((line) => line.split('|')[3]?.trim() ?? '');
  expect(wanted.length).toBeGreaterThan(30);
  expect(wanted.filter((one) => !names.some((name) => name.startsWith(one)))).toEqual([]);
});
