import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../bin/command.ts';
import { command } from '../../../bin/commands/new.ts';
import { command as validate } from '../../../bin/commands/validate.ts';
import { modelineReference } from '../../../bin/text/schema-reference.ts';
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

/** What yaml-language-server takes the modeline of a file to mean. */
function schemaOf(file: string): string {
  const reference = /^# yaml-language-server: \$schema=(\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  return reference.startsWith('file:') ? fileURLToPath(reference) : resolve(dirname(file), reference);
}

test.each(['probes', 'deeper/down', 'a folder'])(
  'the schema that a file in %s names for editors is there',
  async (to) => {
    const folder = await makeFolder();
    const { io } = capturedIo(folder);
    await command.run(['http', 'mine', '-d', to], io);
    const schema: unknown = JSON.parse(readFileSync(schemaOf(join(folder, to, 'mine.probe.yaml')), 'utf8'));
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  },
);

test('where the way to the schema has a space, at which a modeline ends, it is a URL', () => {
  expect(modelineReference('/a/probes/x.yaml', '/my files/schema.json')).toBe('file:///my%20files/schema.json');
  expect(modelineReference('/my files/probes/x.yaml', '/my files/schema.json')).toBe('../schema.json');
});

describe('new', () => {
  test('says how to try the probe, as the command was called and in the folder that was given', async () => {
    const folder = await makeFolder();
    const { io, printed } = capturedIo(folder, { env: { PROBEWRIGHT_COMMAND: 'bin/probewright' } });
    await command.run(['tcp', 'mine'], io);
    expect(printed.out).toContain('then try it: bin/probewright test mine\n');
    await command.run(['tcp', 'mine', '-d', 'my probes'], io);
    expect(printed.out).toContain("then try it: bin/probewright test mine -d 'my probes'\n");
  });

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
