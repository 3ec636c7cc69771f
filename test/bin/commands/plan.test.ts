import { describe, expect, it } from 'vitest';
import { command } from '../../../bin/commands/plan.ts';
import type { PlanReport } from '../../../lib/plan/report.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { writeFiles } from '../../support/definitions.ts';
import { makeFolder } from '../../support/folder.ts';

const CONFIG = (
  more = '',
  delivery = "{ mode: 'direct', remoteWrite: { url: 'https://prometheus.shop.dev/api/v1/write' } }",
) =>
  `import { defineConfig } from 'probewright';
export default defineConfig({ id: 'shop', locations: ['eu-west-1', 'us-east-1'], delivery: ${delivery}, ${more} });`;
const PROBES = `probes:
  - { name: front, kind: http, target: https://shop.dev/ }
  - { name: login, kind: http, target: https://shop.dev/login, locations: [us-east-1] }`;

async function plan(config: string, argv: readonly string[] = [], probes = PROBES) {
  const folder = await makeFolder();
  await writeFiles(folder, { 'package.json': '{}', 'probes/a.probe.yaml': probes, 'probewright.config.ts': config });
  const { io, printed } = capturedIo(folder);
  const code = await command.run(['--offline', ...argv], io);
  return { code, ...printed };
}

describe('plan', () => {
  it('says within its first lines what changes, what it costs and whether it can be deployed', async () => {
    const { code, out } = await plan(CONFIG('budget: 50'));
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 5)).toEqual([
      'shop: 2 probes at 2 locations',
      '',
      '  changes   not known, so all is new: + 2',
      expect.stringMatching(/^ {2}cost {6}\$\d+\.\d\d a month and what receivers bill, budget \$50\.00$/),
      '  verdict   can be deployed',
    ]);
    expect(out).toContain('  + front                            eu-west-1, us-east-1\n');
    expect(out).toContain('What prometheus.shop.dev costs is not in it: that is yours.');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('exits 1 over the budget, and says by how much', async () => {
    const { code, out } = await plan(CONFIG('budget: 1'));
    expect(code).toBe(1);
    expect(out).toContain('  verdict   REFUSED\n');
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /refused: a month would cost \$\d\.\d\d, \$\d\.\d\d more than the budget of \$1\.00\./,
    );
  });

  it('exits 2 for the mode journal, which has no backend yet', async () => {
    const { code, out } = await plan(CONFIG('', "{ mode: 'journal' }"));
    expect(code).toBe(2);
    expect(out.replaceAll(/\s+/g, ' ')).toContain("needs a backend of the hub's own, and the hub has none yet");
  });

  it('exits 1 for any change with --exit-code', async () => {
    expect((await plan(CONFIG())).code).toBe(0);
    expect((await plan(CONFIG(), ['--exit-code'])).code).toBe(1);
  });

  it('as JSON holds a report an environment', async () => {
    const config = CONFIG("environments: { prod: {}, dev: { locations: ['us-east-1'] } }");
    const { code, out } = await plan(config, ['--json']);
    expect(code).toBe(0);
    const answer = JSON.parse(out) as { readonly version: number; readonly plans: readonly PlanReport[] };
    expect(answer.version).toBe(1);
    expect(answer.plans.map((one) => [one.version, one.installation, one.locations.length])).toEqual([
      [1, 'shop-prod', 2],
      [1, 'shop-dev', 1],
    ]);
    const only = JSON.parse((await plan(config, ['--json', '--environment', 'dev'])).out) as typeof answer;
    expect(only.plans).toEqual([answer.plans[1]]);
  });

  it('as a comment is Markdown with the verdict in its first line, in which nobody can write Markdown of their own', async () => {
    const { out } = await plan(CONFIG('budget: 50'), ['--comment']);
    expect(out.split('\n')[0]).toBe('### Probewright plan for `shop`: 🟢 can be deployed');
    expect(out).toContain('**2 added, 0 changed, 0 removed** · **$');
    expect(out).toContain('```diff\n+ front  eu-west-1, us-east-1\n+ login  us-east-1\n```');
    expect(out).toContain('| **sum** | **$');
  });

  it('shows the first of many probes, and counts the rest', async () => {
    const many = `each: { n: [${Array.from({ length: 300 }, (_, n) => n).join(', ')}] }
probes: [{ name: 'p-\${n}', kind: tcp, target: 'shop.dev:443' }]`;
    const { out } = await plan(CONFIG(), [], many);
    expect(out).toContain('  … and 285 more (--json names all)\n');
    expect(out.split('\n').length).toBeLessThan(60);
  });

  it('says so where nothing runs in AWS', async () => {
    const { code, out } = await plan(
      CONFIG(),
      [],
      'probes: [{ name: a, kind: tcp, target: "h.dev:1", locations: [local] }]',
    );
    expect(code).toBe(0);
    expect(out).toContain('there is nothing to deploy');
  });

  it('prints every finding of definitions that have errors, and needs a configuration', async () => {
    const { code, err } = await plan(CONFIG(), [], 'probes: [{ name: a, kind: tcp }]');
    expect(code).toBe(2);
    expect(err).toContain('PW2003');
    const folder = await makeFolder();
    await writeFiles(folder, { 'package.json': '{}', 'probes/a.probe.yaml': PROBES });
    await expect(command.run(['--offline'], capturedIo(folder).io)).rejects.toThrow(/probewright\.config\.ts/);
  });
});
