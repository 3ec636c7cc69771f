import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../bin/command.ts';
import { command } from '../../../bin/commands/validate.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { writeFiles } from '../../support/definitions.ts';
import { makeFolder } from '../../support/folder.ts';

const GOOD = `defaults: { interval: 2m, labels: { team: shop } }
probes:
  - name: shop-front
    kind: http
    target: https://shop.example/
    timeout: 5s
`;

async function validate(files: Readonly<Record<string, string>>, ...argv: string[]) {
  const folder = await makeFolder();
  await writeFiles(folder, files);
  const { io, printed } = capturedIo(folder);
  return { code: await command.run(argv, io), ...printed };
}

describe('validate', () => {
  test('finds nothing in good definitions and exits with 0', async () => {
    expect(await validate({ 'probes/shop.probe.yaml': GOOD })).toEqual({
      code: 0,
      out: 'no findings; 1 probe\n',
      err: '',
    });
  });

  test('prints every finding of every file at once, and exits with 2', async () => {
    const { code, out } = await validate({
      'probes/a.probe.yaml': 'probes: [{ name: a, kind: http, target: shop.example }]\n',
      'probes/b/b.probe.yaml': 'probes: [{ name: b, kind: http, target: "https://shop.example/", intervall: 1m }]\n',
      'probes/c.probe.yaml': GOOD,
    });
    expect(code).toBe(2);
    expect(out).toContain('probes/a.probe.yaml\n  1:');
    expect(out).toContain('error PW3401 [a]');
    expect(out).toContain('probes/b/b.probe.yaml\n');
    expect(out).toContain('error PW2001 [b]');
    expect(out).toMatch(/2 errors in 2 files/);
  });

  test('of an objective it says what is seen, and how fast', async () => {
    const { code, out } = await validate({ 'probes/shop.probe.yaml': `${GOOD}    objective: 99.9\n` });
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /: 99\.9 % over 30 d: pages after \d+ min of total outage; 1 % errors seen after \d+ h p50/,
    );
    expect(code).toBe(0);
  });

  test('warnings do not change the exit code', async () => {
    const { code, out } = await validate({ 'probes/shop.probe.yaml': `${GOOD}    alert: page\n` });
    expect(out).toMatch(/warning PW4/);
    expect(out).toContain('1 warning in 1 file; 1 probe');
    expect(code).toBe(0);
  });

  test('--json gives findings to a tool', async () => {
    const { code, out } = await validate(
      { 'probes/a.probe.yaml': 'probes: [{ name: a, kind: http, target: shop.example }]\n' },
      '--json',
    );
    expect(code).toBe(2);
    expect(JSON.parse(out).diagnostics).toMatchObject([
      { code: 'PW3401', place: { file: 'probes/a.probe.yaml', line: 1 }, probe: 'a', path: 'probes[0].target' },
    ]);
  });

  test('--reporter github annotates the lines', async () => {
    const { out } = await validate(
      { 'probes/a.probe.yaml': 'probes: [{ name: a, kind: http, target: shop.example }]\n' },
      '--reporter',
      'github',
    );
    expect(out).toMatch(/^::error file=probes\/a\.probe\.yaml,line=1,col=\d+,title=PW3401 a::/);
  });

  test('--reporter github names files from where it runs, however deep the folder is', async () => {
    const { out } = await validate(
      { 'deploy/monitors/a.probe.yaml': 'probes: [{ name: a, kind: http, target: shop.example }]\n' },
      ...['-d', 'deploy/monitors', '--reporter', 'github'],
    );
    expect(out).toMatch(/^::error file=deploy\/monitors\/a\.probe\.yaml,line=1,/);
  });

  test('takes several folders, a configuration and variables', async () => {
    const { code, out } = await validate(
      {
        'one/a.probe.yaml': 'probes: [{ name: a, kind: http, target: "https://${var:host}/", locations: [here] }]\n',
        'two/b.probe.yaml': 'probes: [{ name: b, kind: http, target: "https://${var:host}/" }]\n',
        'conf.ts':
          "import { defineConfig } from 'probewright';\nexport default defineConfig({ locations: [{ name: 'here' }] });\n",
      },
      ...['-d', 'one', '--definitions', 'two', '-c', 'conf.ts', '--var', 'host=shop.example'],
    );
    expect(out).toBe('no findings; 2 probes\n');
    expect(code).toBe(0);
  });

  test('a folder that is not there is a finding', async () => {
    const { code, out } = await validate({}, '-d', 'nowhere');
    expect(out).toContain('PW1001');
    expect(code).toBe(2);
  });

  test.each([[['extra']], [['--unknown']], [['--reporter', 'xml']], [['--var', 'novalue']]])(
    'refuses %j in words',
    async (argv) => {
      const { io } = capturedIo(join('/', 'nowhere'));
      await expect(command.run(argv, io)).rejects.toThrow(UsageError);
    },
  );
});

describe('validate --explain', () => {
  test('shows each value and the layer, file and line that it comes from', async () => {
    const files = { 'probes/_defaults.yaml': 'job: shops\n', 'probes/shop.probe.yaml': GOOD };
    const { code, out } = await validate(files, '--explain', 'shop-front');
    const rows = out.split('\n').map((row) => row.trim().split(/ {2,}/));
    expect(code).toBe(0);
    expect(rows).toContainEqual(['interval', '2m', 'file defaults', 'probes/shop.probe.yaml:1']);
    expect(rows).toContainEqual(['labels.team', 'shop', 'file defaults', 'probes/shop.probe.yaml:1']);
    expect(rows).toContainEqual(['timeout', '5s', 'probe', 'probes/shop.probe.yaml:6']);
    expect(rows).toContainEqual(['job', 'shops', 'probes/_defaults.yaml', 'probes/_defaults.yaml:1']);
    expect(rows).toContainEqual(['retry.attempts', '1', 'built-in']);
    expect(rows).toContainEqual(['expect', 'status in 200-299', 'built-in']);
  });

  test('says which probe was probably meant', async () => {
    await expect(validate({ 'probes/shop.probe.yaml': GOOD }, '--explain', 'shop-frnt')).rejects.toThrow(
      /no probe 'shop-frnt'. Did you mean 'shop-front'\?/,
    );
  });
});
