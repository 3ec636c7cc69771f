import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { writeFiles } from '../../support/definitions.ts';
import { makeFolder } from '../../support/folder.ts';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly if?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const workflow = parse(readFileSync('template/.github/workflows/probewright.yml', 'utf8')) as {
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
};
const job = (name: string): Job => {
  const found = workflow.jobs[name];
  if (!found) throw new Error(`there is no job ${name}`);
  return found;
};
const step = (of: Job, name: string): Step => {
  const found = of.steps.find((one) => one.name === name);
  if (!found) throw new Error(`there is no step ${name}`);
  return found;
};

describe('the workflow that init writes', () => {
  test('gives no job more than it names', () => {
    expect(workflow.permissions).toEqual({});
  });

  test('runs the code of a fork only where there is no role to be had', () => {
    expect(job('validate').permissions).toEqual({ contents: 'read' });
    expect(job('plan').if).toContain('head.repo.full_name == github.repository');
    expect(job('deploy').if).toContain("github.event_name == 'push'");
    const fork = job('plan-of-fork');
    expect(fork.if).toContain('head.repo.full_name != github.repository');
    const checkout = fork.steps.find(({ uses }) => uses?.startsWith('actions/checkout'));
    expect(checkout?.with).not.toHaveProperty('ref');
    expect(step(fork, 'Plan').env).toHaveProperty('PROBEWRIGHT_FILES_WITHIN');
  });

  test('puts no text of a pull request into a script', () => {
    const scripts = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });
});

const SCRIPT = step(job('plan-of-fork'), 'Lay its YAML definitions over these').run ?? '';

/** main with two probes; a branch from it that `change` has changed; then main moves on. Runs the step as GitHub does. */
async function layOver(change: (folder: string) => Promise<void>) {
  const folder = await makeFolder();
  const git = (...argv: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv], {
      cwd: folder,
      stdio: 'pipe',
    });
  git('init', '-q', '-b', 'main');
  await writeFiles(folder, { 'probes/a.probe.yaml': 'a', 'probes/b.probe.yaml': 'b', 'probes/c.probe.ts': 'c' });
  git('add', '.');
  git('commit', '-qm', 'base');
  git('checkout', '-qb', 'pull-request');
  await change(folder);
  git('add', '-A');
  git('commit', '-qm', 'change');
  git('checkout', '-q', 'main');
  await writeFiles(folder, { 'probes/late.probe.yaml': 'late', 'src.ts': 'new' });
  git('add', '.');
  git('commit', '-qm', 'main moves on');
  const run = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', SCRIPT], {
    cwd: folder,
    encoding: 'utf8',
  });
  const read = (path: string) =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined;
  return { status: run.status, stderr: run.stderr, read };
}

describe("the step that takes a fork's definitions", () => {
  test("takes added, changed and removed YAML, and leaves the rest as main's", async () => {
    const { status, stderr, read } = await layOver(async (folder) => {
      await writeFiles(folder, { 'probes/a.probe.yaml': 'A', 'probes/deep er/n w.probe.yaml': 'N' });
      await rm(join(folder, 'probes/b.probe.yaml'));
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const paths = ['a.probe.yaml', 'b.probe.yaml', 'c.probe.ts', 'deep er/n w.probe.yaml', 'late.probe.yaml'];
    expect(paths.map((path) => read(`probes/${path}`))).toEqual(['A', undefined, 'c', 'N', 'late']);
  });

  test.each([
    ['probes/c.probe.ts', 'evil()'],
    ['probes/helper.js', 'evil()'],
    ['package.json', '{}'],
    ['other/x.yaml', 'x'],
  ])('refuses a pull request that touches %s, and says so', async (path, text) => {
    const { status, stderr } = await layOver((folder) =>
      writeFiles(folder, { [path]: text, 'probes/a.probe.yaml': 'A' }),
    );
    expect(status).toBe(1);
    expect(stderr).toContain(path);
  });

  test('refuses a link, which could lead out of the folder', async () => {
    const { status, stderr, read } = await layOver((folder) =>
      symlink('/etc/passwd', join(folder, 'probes/link.probe.yaml')),
    );
    expect(status).toBe(1);
    expect(stderr).toContain('probes/link.probe.yaml is a link');
    expect(read('probes/link.probe.yaml')).toBeUndefined();
  });

  test('refuses a definition that became a link', async () => {
    const { status } = await layOver(async (folder) => {
      await rm(join(folder, 'probes/a.probe.yaml'));
      await symlink('../src.ts', join(folder, 'probes/a.probe.yaml'));
      await writeFile(join(folder, 'probes/b.probe.yaml'), 'B');
    });
    expect(status).toBe(1);
  });
});
