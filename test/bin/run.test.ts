import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Io, UsageError } from '../../bin/command.ts';
import { command } from '../../bin/commands/run.ts';
import type { FindingsAnswer, ProbesAnswer, RunAnswer, RunsAnswer } from '../../functions/local/api.ts';
import { rhythmOf } from '../../functions/local/schedule.ts';
import { PROBEWRIGHT, startCommand } from '../support/command.ts';
import { makeFolder } from '../support/folder.ts';
import { startTarget, until } from '../support/local-runner.ts';

/** A name whose first run comes at once. */
const SOON =
  Array.from({ length: 1000 }, (_, i) => `shop-${i}`).find((name) => rhythmOf(name, 3_600_000).offsetMs % 5_000 < 50) ??
  '';
const LISTEN = ['--listen', '127.0.0.1:0', '--log', 'json'];
const probe = (name: string, target: string, more = '') =>
  `probes:\n  - { name: ${name}, kind: http, target: '${target}', interval: 1h${more} }\n`;

/** Starts the runner in a folder with these files under probes/. */
async function startRun(files: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const folder = await makeFolder();
  await mkdir(join(folder, 'probes'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'probes', name), text);
  return await startIn(folder, args);
}

async function startIn(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  shell?: string,
) {
  const started = startCommand(folder, ['run', ...LISTEN, ...args], env, shell);
  const [, page = ''] = await started.print(/"page":"([^"]+)"/);
  const get = async <T>(path: string) => (await (await fetch(`${page}${path}`)).json()) as T;
  const probes = () => get<ProbesAnswer>('api/probes');
  return {
    ...started,
    folder,
    page,
    get,
    probes,
    write: (name: string, text: string) => writeFile(join(folder, 'probes', name), text),
  };
}

test('from files to a page: probes run, changes of state are logged, and a file that is saved, broken, mended or deleted takes effect', async () => {
  const target = await startTarget();
  const run = await startRun({ 'shop.probe.yaml': probe(SOON, target.url) });
  const html = await (await fetch(run.page)).text();
  expect(html).toContain('<title>Probewright</title>');
  await until(async () => (await run.probes()).probes[0]?.state === 'up');
  target.status = 500;
  await fetch(`${run.page}api/probes/${SOON}/run`, { method: 'POST' });
  await run.print(/shop-\d+ is down \(was up\)/);
  await run.write('mail.probe.yaml', probe('mail', target.url));
  await until(async () => (await run.probes()).probes.length === 2);
  await run.write('mail.probe.yaml', 'probes:\n  - { name: mail, kind: http, taget: x }\n');
  const broken = await until(async () => {
    const findings = await run.get<FindingsAnswer>('api/findings');
    return !findings.current && findings;
  });
  expect(broken.diagnostics).toContainEqual(
    expect.objectContaining({ place: expect.objectContaining({ file: 'probes/mail.probe.yaml' }) }),
  );
  expect((await run.probes()).probes.map(({ name }) => name)).toEqual(['mail', SOON]);
  await run.print(/The definitions have errors\. The 2 probes of the last good set go on\./);
  await rm(join(run.folder, 'probes', 'mail.probe.yaml'));
  await until(async () => (await run.probes()).probes.length === 1);
  expect((await run.get<FindingsAnswer>('api/findings')).current).toBe(true);
}, 60_000);

test('SIGTERM ends it in order, and the next start knows what was seen', async () => {
  const target = await startTarget();
  const first = await startRun({ 'shop.probe.yaml': probe(SOON, target.url) });
  await until(async () => (await first.probes()).probes[0]?.state === 'up');
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(first.out()).toContain('Stopped.');
  const again = await startIn(first.folder);
  expect(first.out()).not.toContain('"standing"');
  expect(again.out()).toMatch(/"standing":"1 up \(as of [^)]*\d\d:\d\d:\d\d\)"/);
  const { runs } = await again.get<RunsAnswer>(`api/runs?probe=${SOON}`);
  expect(runs[0]?.result.outcome).toBe('up');
  expect((await again.probes()).probes[0]?.strip.length).toBeGreaterThan(0);
});

test('a second signal ends it at once', async () => {
  const target = await startTarget();
  target.gate = new Promise(() => undefined);
  const run = await startRun({ 'slow.probe.yaml': probe(SOON, target.url, ', timeout: 8s') });
  await until(() => target.seen.length > 0);
  run.child.kill('SIGTERM');
  await run.print(/no run starts any more/);
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(130);
});

test('started with errors it says what is wrong, runs nothing, and goes on when they are mended', async () => {
  const target = await startTarget();
  const run = await startRun({ 'shop.probe.yaml': 'probes:\n  - { name: shop, kind: htpp, target: x }\n' });
  await run.print(/Nothing runs until they are mended/);
  expect((await fetch(`${run.page}-/ready`)).status).toBe(503);
  await run.write('shop.probe.yaml', probe(SOON, target.url));
  await until(async () => (await run.probes()).probes[0]?.state === 'up');
  expect((await fetch(`${run.page}-/ready`)).status).toBe(200);
});

test('a port that is taken is exit code 2, with who has it', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  onTestFinished(() => void server.close());
  const folder = await makeFolder();
  await mkdir(join(folder, 'probes'));
  const started = startCommand(folder, ['run', '--listen', `127.0.0.1:${port}`]);
  expect(await started.ended).toBe(2);
  expect(started.err()).toContain(`127.0.0.1:${port} is taken by process ${process.pid} (`);
  expect(started.err()).toContain(`--listen 127.0.0.1:${port + 1}`);
  expect(started.err()).not.toContain('make');
  const withDemo = startCommand(folder, ['run', '--demo', '--listen', `127.0.0.1:${port}`]);
  expect(await withDemo.ended).toBe(2);
  expect(withDemo.err()).toContain(`\nWith make: make run ARGS='--listen 127.0.0.1:${port + 1}'\n`);
});

test('a data folder that another runner uses is exit code 2', async () => {
  const first = await startRun({});
  const second = startCommand(first.folder, ['run', ...LISTEN]);
  expect(await second.ended).toBe(2);
  expect(second.err()).toContain('is in use by another Probewright, process');
});

test('without a folder of probes it says how to begin; with the demo it runs all the same', async () => {
  const folder = await makeFolder();
  const alone = startCommand(folder, ['run', ...LISTEN]);
  expect(await alone.ended).toBe(2);
  expect(alone.err()).toContain(
    `there is no folder ${join(folder, 'probes')}. Make a first probe with «${PROBEWRIGHT} new http my-shop»`,
  );
  const demo = await startIn(folder, ['--demo']);
  await demo.print(/There is no folder of your own yet/);
  expect((await demo.probes()).findings).toMatchObject({ current: true });
  expect((await demo.probes()).probes.length).toBeGreaterThan(5);
  await mkdir(join(folder, 'probes'));
  await writeFile(join(folder, 'probes', 'own.probe.yaml'), probe('own', demo.page));
  await until(async () => (await demo.probes()).probes.some(({ name, state }) => name === 'own' && state === 'up'));
}, 60_000);

test('the first lines for people name version, probes and files, page, data folder, and how to add a probe', async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, 'probes'));
  await writeFile(join(folder, 'probes', 'shop.probe.yaml'), probe(SOON, 'http://127.0.0.1:1/'));
  await writeFile(join(folder, 'probes', '_defaults.yaml'), 'labels: { team: shop }\n');
  const started = startCommand(folder, ['run', '--listen', '127.0.0.1:0', '--log', 'pretty']);
  await started.print(/shop-\d+ is down/);
  const lines = started.out().split('\n');
  expect(lines[0]).toMatch(/^Probewright \d+\.\d+\.\d+$/);
  expect(lines[1]).toBe('  probes      1 in 1 file (probes)');
  expect(lines[2]).toMatch(/^ {2}page {8}http:\/\/127\.0\.0\.1:\d+\//);
  expect(lines[3]).toMatch(/^ {2}data {8}\.probewright \(empty\)$/);
  expect(lines[4]).toMatch(/^ {2}add a probe {1}.*probewright new http my-shop/);
  expect(lines[6]).toMatch(/^\d\d:\d\d:\d\d ▼ shop-\d+ is down: .+/);
});

test('a disk that takes no more is said once; probes, page and metrics go on', async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, 'probes'));
  await writeFile(join(folder, 'probes', 'shop.probe.yaml'), probe(SOON, 'http://127.0.0.1:1/'));
  // The shell's limit on the size of a file, in blocks of 512 bytes, stands for the full disk.
  const run = await startIn(folder, [], {}, 'ulimit -f 32; exec "$0" "$@"');
  const refused = () => run.out().includes('The journal could not be written (EFBIG');
  while (!refused()) await fetch(`${run.page}api/probes/${SOON}/run`, { method: 'POST' });
  for (let i = 0; i < 5; i += 1) {
    const answer = await fetch(`${run.page}api/probes/${SOON}/run`, { method: 'POST' });
    expect(((await answer.json()) as RunAnswer).result.outcome).toBe('down');
  }
  expect(run.out().split('The probes go on running.')).toHaveLength(2);
  const metrics = await (await fetch(`${run.page}metrics`)).text();
  expect(Number(/^probewright_journal_append_failures_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(5);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
});

test('a secret is read from .env, used, and shown nowhere', async () => {
  const target = await startTarget();
  const folder = await makeFolder();
  await mkdir(join(folder, 'probes'));
  await writeFile(join(folder, '.env'), 'PROBEWRIGHT_SECRET_SHOP_TOKEN=hunter2-and-more\n');
  const http =
    ", http: { headers: { Authorization: 'Bearer ${secret:shop/token}' }, path: '/?t=${secret:shop/token}' }";
  await writeFile(join(folder, 'probes', 'shop.probe.yaml'), probe(SOON, target.url, http));
  target.status = 500;
  const run = await startIn(folder);
  await until(() => target.seen.length > 0);
  expect(target.seen[0]).toBe('/?t=hunter2-and-more');
  await until(async () => (await run.probes()).probes[0]?.state === 'down');
  for (const path of ['api/probes', `api/probes/${SOON}`, 'api/runs', 'metrics', 'api/findings']) {
    expect(await (await fetch(`${run.page}${path}`)).text(), path).not.toContain('hunter2');
  }
  expect(run.out() + run.err()).not.toContain('hunter2');
});

test('the secret that the demo lacks is taken from .env as soon as it stands there', async () => {
  const folder = await makeFolder();
  const demo = await startIn(folder, ['--demo']);
  const ask = async () => {
    const answer = await fetch(`${demo.page}api/probes/demo-partner/run`, { method: 'POST' });
    return ((await answer.json()) as RunAnswer).result;
  };
  const { outcome, fault } = await ask();
  const variable = /set (\w+) in \.env/.exec(fault?.message ?? '')?.[1];
  expect([outcome, fault?.code, variable]).toEqual(['error', 'PW5005', 'PROBEWRIGHT_SECRET_DEMO_PARTNER_TOKEN']);
  await writeFile(join(folder, '.env'), `${variable}=any-word\n`);
  expect(await ask()).toMatchObject({ outcome: 'up' });
});

const io: Io = { out: () => undefined, err: () => undefined, colour: false, cwd: tmpdir(), env: {} };
test.each([
  [['--lisen', 'x'], /Unknown option '--lisen'/],
  [['--listen', '9115'], /--listen takes HOST:PORT/],
  [['--listen', '::1:9115'], /--listen takes HOST:PORT/],
  [['--listen', '127.0.0.1:70000'], /a port is at most 65535/],
  [['--location', 'my/office'], /--location takes lower-case letters/],
  [['--log', 'xml'], /--log takes pretty or json, not 'xml'/],
  [['probes'], /run takes no arguments; name a folder with -d probes/],
])('%j is refused in words', async (args, words) => {
  await expect(command.run(['-d', '.', ...args], io)).rejects.toThrow(words);
  await expect(command.run(['-d', '.', ...args], io)).rejects.toThrow(UsageError);
});
