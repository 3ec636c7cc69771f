import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRuleFiles } from '../../../functions/keeper/rule-files.ts';
import { makeFolder } from '../../support/folder.ts';
import { freePorts, startProgram } from '../../support/real-program.ts';

/** A real Prometheus that evaluates what is in `rules/` of its folder. */
async function startEvaluator() {
  const folder = await makeFolder();
  const [port] = await freePorts(1);
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, JSON.stringify({ rule_files: [join(folder, 'rules', 'local', '*.yml')] }));
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram('prometheus', {
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-lifecycle',
    ],
    readyUrl: `${url}/-/ready`,
    withinMs: 30_000,
  });
  onTestFinished(() => program.stop('SIGKILL'));
  const records = async () => {
    const answer = await fetch(`${url}/api/v1/rules`);
    const { data } = (await answer.json()) as { data: { groups: readonly { rules: readonly { name: string }[] }[] } };
    return data.groups.flatMap(({ rules }) => rules.map(({ name }) => name));
  };
  return { folder, reloadUrl: `${url}/-/reload`, records };
}

const recording = (name: string) =>
  JSON.stringify({ groups: [{ name, rules: [{ record: name, expr: 'vector(1)' }] }] });

test('rules are evaluated when they are loaded, forgotten when they are unloaded, and a file that is no longer wanted goes', async () => {
  const { folder, reloadUrl, records } = await startEvaluator();
  let wanted: Record<string, string> = {
    'rules/local/a.yml': recording('a'),
    'rules/local/b.yml': recording('b'),
  };
  const files = createRuleFiles({ folder, rules: () => wanted, reloadUrls: [reloadUrl] });
  await files.load();
  expect(await records()).toEqual(['a', 'b']);
  wanted = { 'rules/local/b.yml': recording('c') };
  await files.load();
  expect(await records()).toEqual(['c']);
  await files.unload();
  expect(await records()).toEqual([]);
  expect(await readdir(join(folder, 'rules', 'local'))).toEqual([]);
});

test('a rule that Prometheus does not take is told in its words', async () => {
  const { folder, reloadUrl } = await startEvaluator();
  const files = createRuleFiles({
    folder,
    rules: () => ({ 'rules/local/a.yml': JSON.stringify({ groups: [{ name: 'a', rules: [{ expr: '1' }] }] }) }),
    reloadUrls: [reloadUrl],
  });
  await expect(files.load()).rejects.toThrow(/answers 500: .*(error loading rules|failed to reload)/);
});

test('an evaluator that is dead is told of, and keeps the others from nothing', async () => {
  const { folder, reloadUrl, records } = await startEvaluator();
  const [port] = await freePorts(1);
  const files = createRuleFiles({
    folder,
    rules: () => ({ 'rules/local/a.yml': recording('a') }),
    reloadUrls: [`http://127.0.0.1:${port}/-/reload`, reloadUrl],
  });
  await expect(files.load()).rejects.toThrow(`http://127.0.0.1:${port}/-/reload does not answer: connect ECONNREFUSED`);
  expect(await records()).toEqual(['a']);
  await expect(files.unload()).rejects.toThrow('does not answer');
  expect(await records()).toEqual([]);
});
