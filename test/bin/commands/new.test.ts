import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../bin/command.ts';
import { command } from '../../../bin/commands/new.ts';
import { command as validate } from '../../../bin/commands/validate.ts';
import { KINDS } from '../../../lib/model/settings.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { makeFolder } from '../../support/folder.ts';

test.each(KINDS)('new %s writes a definition that validates as it stands', async (kind) => {
  const folder = await makeFolder();
  const { io, printed } = capturedIo(folder);
  expect(await command.run([kind, `my-${kind}`], io)).toBe(0);
  expect(printed.out).toContain(`probes/my-${kind}.probe.yaml`);
  const answer = capturedIo(folder);
  expect(await validate.run([], answer.io), answer.printed.out).toBe(0);
  expect(answer.printed.out).toBe('no findings; 1 probe\n');
});

test.each(KINDS)('what new %s suggests in comments validates, too', async (kind) => {
  const folder = await makeFolder();
  const { io } = capturedIo(folder);
  await command.run([kind, 'mine'], io);
  const file = join(folder, 'probes/mine.probe.yaml');
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, lines.map((line) => line.replace(/^( {4,})# (?=\s*[-a-z])/, '$1')).join('\n'));
  const answer = capturedIo(folder);
  expect(await validate.run(['--json'], answer.io), answer.printed.out).toBe(0);
});

describe('new', () => {
  test('never overwrites a file', async () => {
    const folder = await makeFolder();
    await mkdir(join(folder, 'probes'));
    writeFileSync(join(folder, 'probes/mine.probe.yaml'), 'probes: []\n');
    const { io, printed } = capturedIo(folder);
    expect(await command.run(['http', 'mine'], io)).toBe(2);
    expect(printed.err).toContain('probes/mine.probe.yaml is there already');
    expect(readFileSync(join(folder, 'probes/mine.probe.yaml'), 'utf8')).toBe('probes: []\n');
  });

  test('writes into another folder, absolute or not', async () => {
    const folder = await makeFolder();
    const { io } = capturedIo(folder);
    expect(await command.run(['tcp', 'mine', '-d', join(folder, 'elsewhere')], io)).toBe(0);
    expect(await command.run(['tcp', 'other', '-d', 'elsewhere'], io)).toBe(0);
    expect(readFileSync(join(folder, 'elsewhere/mine.probe.yaml'), 'utf8')).toContain('name: mine');
    expect(readFileSync(join(folder, 'elsewhere/other.probe.yaml'), 'utf8')).toContain('name: other');
  });

  test.each([
    [['htp', 'mine'], /Did you mean 'http'\?/],
    [['http'], /KIND and a NAME/],
    [['http', 'Mine Own'], /cannot be a name/],
    [['http', 'a', 'b'], /'b' is too much/],
  ])('refuses %j in words', async (argv, words) => {
    const { io } = capturedIo('/nowhere');
    await expect(command.run(argv, io)).rejects.toThrow(words);
    await expect(command.run(argv, io)).rejects.toThrow(UsageError);
  });
});
