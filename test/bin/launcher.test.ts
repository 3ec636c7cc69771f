import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { VERSION } from '../../lib/model/version.ts';

const launcher = fileURLToPath(new URL('../../bin/probewright', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'probewright-launcher-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the launcher', () => {
  it('runs from any folder through a chain of absolute and relative symlinks', () => {
    mkdirSync(join(folder, 'deep'));
    symlinkSync(launcher, join(folder, 'first'));
    symlinkSync('../first', join(folder, 'deep', 'second'));

    const version = execFileSync(join(folder, 'deep', 'second'), ['--version'], { cwd: '/', encoding: 'utf8' });

    expect(version).toBe(`${VERSION}\n`);
  });

  it("uses the project's own Node, not the one on PATH", () => {
    const path = join(folder, 'path');
    mkdirSync(path);
    writeFileSync(join(path, 'node'), '#!/bin/sh\necho the wrong node; exit 9\n');
    chmodSync(join(path, 'node'), 0o755);

    const run = spawnSync(launcher, ['--version'], { encoding: 'utf8', env: { PATH: `${path}:/usr/bin:/bin` } });

    expect(run).toMatchObject({ status: 0, stdout: `${VERSION}\n` });
  });

  it('says which command was meant and exits with 2', () => {
    const run = spawnSync(launcher, ['vaildate'], { encoding: 'utf8' });

    expect(run.status).toBe(2);
    expect(run.stderr).toContain("Did you mean 'validate'?");
  });

  it('says which option is unknown and exits with 2', () => {
    const run = spawnSync(launcher, ['validate', '--definitons', 'x'], { encoding: 'utf8' });

    expect(run.status).toBe(2);
    expect(run.stderr).toContain('--definitons');
  });

  it('ends without a word when the reader of its output goes away', () => {
    const piped = '{ "$0" schema; echo "ended with $?" >&2; } | head -n 1';
    const run = spawnSync('sh', ['-c', piped, launcher], { encoding: 'utf8' });

    expect(run).toMatchObject({ stdout: '{\n', stderr: 'ended with 141\n' });
  });

  it.runIf(existsSync('/dev/full'))('says that it cannot print, and exits with 3, when the disk is full', () => {
    const run = spawnSync('sh', ['-c', 'exec "$0" schema >/dev/full', launcher], { encoding: 'utf8' });

    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(/^probewright: cannot print: ENOSPC.*\n$/);
  });

  it('prints commands as it was called itself', () => {
    const cwd = join(folder, "a b's");
    mkdirSync(cwd);
    symlinkSync(launcher, join(cwd, 'probe wright'));
    symlinkSync(launcher, join(cwd, 'probewright'));
    const stderr = (file: string, path = '/usr/bin:/bin') =>
      spawnSync(file, ['new', 'http'], { cwd, encoding: 'utf8', env: { PATH: path } }).stderr;

    expect(stderr(launcher)).toContain(`«${launcher} new --help»`);
    expect(stderr('./probe wright')).toContain("«'./probe wright' new --help»");
    expect(stderr(join(cwd, 'probewright'))).toContain(`«'${folder}/a b'\\''s/probewright' new --help»`);
    expect(stderr('probewright', `${cwd}:/usr/bin:/bin`)).toContain('«probewright new --help»');
  });

  it('explains every command that it lists', () => {
    const listed = execFileSync(launcher, ['--help'], { encoding: 'utf8' });
    const names = [...listed.matchAll(/^ {2}([a-z]+) {2,}/gm)].map((match) => match[1] ?? '');

    expect(names).toContain('run');
    for (const name of names) {
      expect(execFileSync(launcher, [name, '--help'], { encoding: 'utf8' })).toContain(`probewright ${name}`);
    }
  });
});
