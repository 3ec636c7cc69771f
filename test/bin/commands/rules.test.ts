import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { command } from '../../../bin/commands/rules.ts';
import { toolPath } from '../../../tools/install.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { writeFiles } from '../../support/definitions.ts';
import { makeFolder } from '../../support/folder.ts';

const SHOP = `defaults: { kind: http, interval: 15m, locations: [eu-west-1], labels: { team: '{{ $value }}' } }
probes:
  - { name: front, target: 'https://shop.example/', alert: page, runbook: 'https://wiki.example/shop' }
  - { name: search, target: 'https://search.example/', alert: { policy: ticket, dependsOn: front }, muted: true }
  - { name: silent, target: 'https://silent.example/' }
`;

interface Alert {
  readonly alert?: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

async function rules(yaml: string, ...argv: string[]) {
  const folder = await makeFolder();
  await writeFiles(folder, { 'probes/shop.probe.yaml': yaml });
  const { io, printed } = capturedIo(folder);
  const code = await command.run(argv, io);
  return { folder, code, ...printed };
}

function alertsOf(text: string): Alert[] {
  const { groups } = parse(text) as { readonly groups: readonly { readonly rules: readonly Alert[] }[] };
  return groups.flatMap((group) => group.rules);
}

test('rules --out writes a file an evaluator that promtool accepts, and tests of them', async () => {
  const { folder, code } = await rules(
    `${SHOP}  - { name: pay, target: 'https://pay.example/', objective: 99.9 }\n`,
    '--out',
    'out',
  );
  expect(code).toBe(0);
  expect(readdirSync(join(folder, 'out', 'rules'))).toEqual(['local', 'ruler']);
  for (const evaluator of ['local', 'ruler']) {
    const file = join(folder, 'out', 'rules', evaluator, 'probewright-probes.yml');
    expect(execFileSync(toolPath('promtool'), ['check', 'rules', '--lint=all', file], { encoding: 'utf8' })).toContain(
      'SUCCESS',
    );
    expect(readFileSync(file, 'utf8')).not.toMatch(/count_over_time|avg_over_time/);
  }
  expect(readdirSync(join(folder, 'out', 'tests'))).toEqual([
    'front.fast.test.yml',
    'front.rules.yml',
    'pay.fast.test.yml',
    'pay.rules.yml',
    'pay.slow.test.yml',
  ]);
});

test('alerts say whom they concern: severity, runbook, muted, what they depend on; a probe without alert and objective has none', async () => {
  const { out } = await rules(SHOP);
  const alerts = alertsOf(out);
  const down = (probe: string) => alerts.find(({ alert, labels }) => alert === 'ProbeDown' && labels.probe === probe);
  expect(down('front')).toMatchObject({
    labels: { severity: 'page', team: '{{"{{"}} $value }}' },
    annotations: { runbook_url: 'https://wiki.example/shop' },
  });
  expect(down('front')?.labels.tell).toBeUndefined();
  expect(down('search')).toMatchObject({ labels: { severity: 'ticket', tell: 'no' } });
  expect(down('search')?.expr).toContain(
    'unless sum_over_time((count(sum by (location) (sum_over_time(probe_run_bad{probe="front"}',
  );
  expect(alerts.filter(({ labels }) => labels.probe === 'silent')).toEqual([]);
});

test('rules --check runs the tests with the real promtool, once for probes that are alike', {
  timeout: 60_000,
}, async () => {
  const { code, out } = await rules(SHOP, '--check');
  expect([code, out]).toEqual([0, 'holds   front and 1 probe like it: 7 tests\nAll rules decide as they must.\n']);
});
