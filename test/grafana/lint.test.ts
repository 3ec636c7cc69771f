import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DASHBOARDS } from '../../grafana/dashboards.ts';
import { toolPath } from '../../tools/install.ts';
import { makeFolder } from '../support/folder.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'grafana', 'dashboards');

/** What dashboard-linter says, and how it ends. */
function lint(file: string, exceptions: string): { readonly status: number | null; readonly words: string } {
  const args = ['lint', '--strict', '--verbose', '-c', exceptions, file];
  const { status, stdout, stderr } = spawnSync(toolPath('dashboard-linter'), args, { encoding: 'utf8' });
  return { status, words: `${stdout}${stderr}` };
}

test.each(DASHBOARDS.map(({ name }) => name))('dashboard-linter has nothing to say of %s', (name) => {
  const { status, words } = lint(join(FOLDER, `${name}.json`), join(FOLDER, '.lint'));
  expect(words).toContain('Checks that each target uses a valid PromQL query');
  expect([status, words]).toEqual([0, expect.not.stringContaining('❌')]);
});

test('every exception is one that the linter would mind, and a query that is none is not let through', async () => {
  const folder = await makeFolder();
  const none = join(folder, 'none.yml');
  writeFileSync(none, 'exclusions: {}\n');
  const minded = DASHBOARDS.map(({ name }) => lint(join(FOLDER, `${name}.json`), none).words).join('\n');
  const excepted = readFileSync(join(FOLDER, '.lint'), 'utf8');
  const panels = [...excepted.matchAll(/dashboard: "(.+)"\n\s+panel: (.+)/g)];
  expect(panels.length).toBe(17);
  for (const [, dashboard, panel] of panels)
    expect(minded).toContain(`[❌] Dashboard '${dashboard}', panel '${panel}'`);
  const broken = join(folder, 'broken.json');
  const text = readFileSync(join(FOLDER, 'overview.json'), 'utf8');
  writeFileSync(broken, text.replace('"count(count by (job, probe) (', '"count((count by (job, probe) ('));
  expect(lint(broken, join(FOLDER, '.lint'))).toMatchObject({ status: 1, words: expect.stringContaining('❌') });
});
