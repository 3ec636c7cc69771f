import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCommand } from '../support/command.ts';
import { writeFiles } from '../support/definitions.ts';
import { makeFolder } from '../support/folder.ts';
import { startTarget, until } from '../support/local-runner.ts';
import { createRemoteWriteReceiver } from '../support/remote-write-receiver.ts';

const RUN = ['run', '--listen', '127.0.0.1:0', '--log', 'json'];
const probes = (target: string) => `probes: [{ name: shop, kind: http, target: '${target}', interval: 1h }]\n`;
const config = (text: string) =>
  `import { defineConfig } from 'probewright';\nexport default defineConfig({ id: 'shop', locations: ['eu-west-1'], ${text} });\n`;

async function folderWith(target: string, delivery: string): Promise<string> {
  const folder = await makeFolder();
  await writeFiles(folder, { 'probes/shop.probe.yaml': probes(target), 'probewright.config.ts': config(delivery) });
  return folder;
}

async function receiver() {
  const started = await createRemoteWriteReceiver();
  onTestFinished(() => started[Symbol.asyncDispose]());
  return started;
}

test('--deliver sends to the receivers of the configuration, with secrets of the environment; an option wins for its sink', async () => {
  const target = await startTarget();
  const [named, configured] = [await receiver(), await receiver()];
  const delivery = `delivery: { mode: 'direct', remoteWrite: { url: '${configured.url}', auth: { basic: { username: 'probes', password: '\${secret:store/password}' } }, headers: { 'X-Scope-OrgID': 'shop' } } }`;
  const folder = await folderWith(target.url, delivery);
  const env = { PROBEWRIGHT_SECRET_STORE_PASSWORD: 'p4ss' };

  const first = startCommand(folder, [...RUN, '--deliver'], env);
  const [, page = ''] = await first.print(/"page":"([^"]+)"/);
  await fetch(`${page}api/probes/shop/run`, { method: 'POST' });
  const request = await until(() => configured.requests[0]);
  expect(request.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('probes:p4ss').toString('base64')}`,
    'x-scope-orgid': 'shop',
  });
  first.child.kill('SIGTERM');
  await first.ended;

  const before = configured.requests.length;
  const second = startCommand(folder, [...RUN, '--deliver', '--remote-write', named.url], env);
  await second.print(/"page":"([^"]+)"/);
  // Another receiver has had nothing yet: it gets what the journal holds.
  await until(() => named.requests.length > 0);
  expect(named.requests[0]?.headers.authorization).toBeUndefined();
  expect(configured.requests.length).toBe(before);
}, 60_000);

test.each([
  [
    'a secret that is missing',
    ['--deliver'],
    "remoteWrite: { url: 'https://x.test/', auth: { bearer: '${secret:token}' } }",
    /delivery\.remoteWrite of the configuration cannot be used: .*PROBEWRIGHT_SECRET_TOKEN/,
  ],
  [
    'certificates that are none',
    ['--deliver'],
    "remoteWrite: { url: 'https://x.test/', ca: '-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----' }",
    /delivery\.remoteWrite .*the certificates of authorities cannot be read: block 1 of 1 is no certificate/,
  ],
  [
    'an environment that is not there',
    ['--deliver', '--environment', 'prod'],
    "loki: { url: 'http://x.test/' }",
    /There is no environment 'prod': the configuration has no environments/,
  ],
  [
    'an environment without --deliver',
    ['--environment', 'prod'],
    "loki: { url: 'http://x.test/' }",
    /--deliver is missing/,
  ],
])('%s is wrong input, said at the start', async (_what, args, receivers, words) => {
  const folder = await folderWith('http://127.0.0.1:9/', `delivery: { mode: 'direct', ${receivers} }`);
  const run = startCommand(folder, [...RUN, ...args]);
  expect(await run.ended).toBe(2);
  expect(run.err()).toMatch(words);
});

test('without receivers --deliver says where they would stand', async () => {
  const journal = startCommand(await folderWith('http://127.0.0.1:9/', "delivery: { mode: 'journal' }"), [
    ...RUN,
    '--deliver',
  ]);
  const folder = await makeFolder();
  await writeFiles(folder, { 'package.json': '{}', 'probes/a.probe.yaml': probes('http://127.0.0.1:9/') });
  const none = startCommand(join(folder), [...RUN, '--deliver']);
  expect([await journal.ended, await none.ended]).toEqual([2, 2]);
  expect(journal.err()).toContain("its delivery is of mode 'journal', which names none");
  expect(none.err()).toContain('there is no probewright.config.ts');
});
