import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../bin/command.ts';
import { command } from '../../../bin/commands/schema.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { makeFolder } from '../../support/folder.ts';

test('prints the JSON Schema of definitions', async () => {
  const { io, printed } = capturedIo('/');
  expect(await command.run([], io)).toBe(0);
  expect(JSON.parse(printed.out)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: expect.stringContaining('*.probe.yaml'),
  });
});

test('writes it to a file, making its folder', async () => {
  const folder = await makeFolder();
  const { io, printed } = capturedIo(folder);
  expect(await command.run(['--out', 'a/b.json', '--defaults'], io)).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'a/b.json'), 'utf8')).title).toContain('_defaults.yaml');
  expect(printed.out).toBe('');
});

test.each([[['extra']], [['--unknown']], [['--out']]])('refuses %j in words', async (argv) => {
  const { io } = capturedIo('/');
  await expect(command.run(argv, io)).rejects.toThrow(UsageError);
});
