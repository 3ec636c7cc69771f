import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DESTINATION_OPTIONS, destinationsOf } from '../../bin/destinations.ts';
import { parseCommandLine } from '../../bin/options.ts';
import { readAuth, variablesFrom } from '../../bin/sink-auth.ts';
import { makeFolder } from '../support/folder.ts';

const of = (argv: readonly string[], variables: Readonly<Record<string, string>> = {}, cwd = '/') =>
  destinationsOf(parseCommandLine(argv, DESTINATION_OPTIONS).values, cwd, variablesFrom(variables));
const auth = (how: string | undefined, variables: Readonly<Record<string, string>>, url = 'https://x.test/') =>
  readAuth('loki', how, url, 'PROBEWRIGHT_LOKI', variablesFrom(variables));

test('without an option or a variable nothing is sent anywhere', () => {
  expect(of([])).toEqual([]);
});

test('each sink has its URL, its signals and its window, from options or the environment; options win', () => {
  const argv = [
    '--remote-write',
    'http://a.test/api/v1/write',
    '--remote-write-window',
    '2h',
    '--otlp',
    'http://c.test',
  ];
  const variables = { PROBEWRIGHT_LOKI_URL: 'http://b.test/', PROBEWRIGHT_OTLP_URL: 'http://d.test/' };
  expect(of(argv, variables).map(({ sink, ...rest }) => ({ name: sink.name, ...rest }))).toEqual([
    { name: 'remote-write', url: 'http://a.test/api/v1/write', takes: 'samples', windowMs: 7_200_000 },
    { name: 'loki', url: 'http://b.test/', takes: 'logs', windowMs: 43_200_000 },
    { name: 'otlp', url: 'http://c.test/', takes: 'spans', windowMs: 86_400_000 },
  ]);
});

test('secrets come from variables', () => {
  expect(auth(undefined, {})).toEqual({});
  expect(auth('basic:me:too', { PROBEWRIGHT_LOKI_PASSWORD: 'pw' })).toEqual({
    basic: { username: 'me:too', password: 'pw' },
  });
  expect(auth('bearer', { PROBEWRIGHT_LOKI_TOKEN: 'tk' })).toEqual({ bearer: 'tk' });
  const aws = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' };
  const amp = 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write';
  const keys = { accessKeyId: 'id', secretAccessKey: 'key' };
  expect(auth('sigv4', aws, amp)).toEqual({ sigv4: { region: 'eu-west-1', service: 'aps', ...keys } });
  expect(auth('sigv4:us-east-2:xyz', { ...aws, AWS_SESSION_TOKEN: 'st', AWS_REGION: 'eu-west-1' })).toEqual({
    sigv4: { region: 'us-east-2', service: 'xyz', ...keys, sessionToken: 'st' },
  });
});

test.each([
  [['--loki', 'ftp://x.test/'], /--loki takes a URL with http or https/],
  [['--loki', 'http://me:pw@x.test/'], /credentials do not stand in the URL/],
  [['--loki-auth', 'bearer'], /--loki URL is missing/],
  [['--loki', 'http://x.test/', '--loki-auth', 'bearer'], /needs PROBEWRIGHT_LOKI_TOKEN/],
  [['--loki', 'http://x.test/', '--loki-auth', 'digest:x'], /takes none, basic:USER, bearer, or sigv4/],
  [['--loki', 'http://x.test/', '--loki-auth', 'sigv4'], /needs AWS_REGION/],
  [['--loki', 'http://x.test/', '--loki-header', 'nonsense'], /wants 'Name: value'/],
  [['--loki', 'http://x.test/', '--loki-header', 'Authorization: x'], /a secret does not stand on the command line/],
  [
    ['--remote-write', 'http://x.test/', '--remote-write-header', 'Content-Type: x'],
    /^--remote-write: the header Content-Type cannot/,
  ],
  [['--loki', 'http://x.test/', '--loki-window', 'long'], /takes a duration such as 24h, not 'long'/],
  [['--loki', 'http://x.test/', '--loki-cert', 'missing.pem'], /--loki-cert: ENOENT/],
])('%j is refused in words', (argv, words) => {
  expect(() => of(argv)).toThrow(words);
});

test('a secret that no header may hold is refused at the start, and not repeated', () => {
  const words =
    /^--loki-auth bearer: PROBEWRIGHT_LOKI_TOKEN holds a line end or another character that no header may hold; take it out\.$/;
  for (const token of ['s3cret\n', 's3cret\r\nX-Other: 1', 's3crét…'])
    expect(() => auth('bearer', { PROBEWRIGHT_LOKI_TOKEN: token })).toThrow(words);
});

test('a file that holds no certificates is refused at the start', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  expect(() => of(['--loki', 'https://x.test/', '--loki-ca', 'ca.pem'], {}, folder)).toThrow(
    /^--loki: the certificates of authorities cannot be read: block 1 of 1 is no certificate\.$/,
  );
});

test('AWS credentials in an env file that is saved again are the ones that sign', () => {
  let file: Record<string, string> = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' };
  const { sigv4 } = readAuth(
    'loki',
    'sigv4',
    'https://x.test/',
    'PROBEWRIGHT_LOKI',
    variablesFrom({}, () => file),
  );
  file = { AWS_ACCESS_KEY_ID: 'c', AWS_SECRET_ACCESS_KEY: 'd', AWS_SESSION_TOKEN: 'e' };
  expect({ ...sigv4 }).toMatchObject({
    region: 'eu-west-1',
    accessKeyId: 'c',
    secretAccessKey: 'd',
    sessionToken: 'e',
  });
});

test('a certificate without its key is refused', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'a.pem'), 'x');
  expect(() => of(['--loki', 'https://x.test/', '--loki-cert', 'a.pem'], {}, folder)).toThrow(/go together/);
});
