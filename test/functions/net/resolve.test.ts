import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packet from 'dns-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DnsServer, startDnsServer } from '../../../demo/dns-server.ts';
import { createResolver, type ResolveAddress, resolveAddress } from '../../../functions/net/resolve.ts';
import { replyTo } from '../../support/dns-messages.ts';
import { lendRun } from '../../support/lent-run.ts';

let folder: string;
let hostsFile: string;
let server: DnsServer;
let resolver: ResolveAddress;
/** `name type` of every query that came. */
let asked: string[];

const ZONE: Readonly<Record<string, readonly string[]>> = {
  'both.example A': ['192.0.2.1', '192.0.2.2'],
  'both.example AAAA': ['2001:db8::1'],
  'four.example A': ['192.0.2.4'],
  'six.example AAAA': ['2001:db8::6'],
  'empty.example TXT': [],
};
const RCODES: Readonly<Record<string, number>> = { 'failing.example': 2, 'refused.example': 5, 'odd.example': 4 };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'probewright-resolve-'));
  hostsFile = join(folder, 'hosts');
  writeFileSync(
    hostsFile,
    '# comment\n192.0.2.10 Shop.local shop # trailing\n2001:db8::10\tshop.local\n192.0.2.11 shop.local\n',
  );
  asked = [];
  server = await startDnsServer({ answer });
  resolver = createResolver({ servers: [`127.0.0.1:${server.port}`], hostsFile });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function answer(query: Buffer): Buffer[] {
  const question = packet.decode(query).questions?.[0];
  if (!question) return [];
  const { name, type } = question;
  asked.push(`${name} ${type}`);
  if (name === 'silent.example') return [];
  const rcode = RCODES[name];
  if (rcode !== undefined) return [replyTo(query, { rcode })];
  const found = ZONE[`${name} ${type}`];
  const exists = Object.keys(ZONE).some((key) => key.startsWith(`${name} `));
  const answers = (found ?? []).map((data) => ({ name, type: type as 'A' | 'AAAA', ttl: 60, data }));
  return [replyTo(query, { rcode: exists ? 0 : 3, answers })];
}

const failure = (reason: string, message?: RegExp) =>
  expect.objectContaining({
    failure: expect.objectContaining({
      reason,
      phase: 'resolve',
      ...(message && { message: expect.stringMatching(message) }),
    }),
  });

describe('one address is chosen, as blackbox_exporter chooses it', () => {
  test.each([
    ['both.example', 'prefer-ip4', '192.0.2.1', ['A']],
    ['both.example', 'prefer-ip6', '2001:db8::1', ['AAAA']],
    ['both.example', 'ip6', '2001:db8::1', ['AAAA']],
    ['four.example', 'prefer-ip6', '192.0.2.4', ['AAAA', 'A']],
    ['six.example', 'prefer-ip4', '2001:db8::6', ['A', 'AAAA']],
    ['six.example', 'ip6', '2001:db8::6', ['AAAA']],
  ] as const)('%s with %s gives %s and asks for nothing more', async (host, family, ip, types) => {
    expect(await resolver(host, family, lendRun())).toEqual({ ip, family: ip.includes(':') ? 6 : 4 });
    expect(asked).toEqual(types.map((type) => `${host} ${type}`));
  });

  test('an address stands for itself, without a query', async () => {
    expect(await resolver('192.0.2.77', 'prefer-ip6', lendRun())).toEqual({ ip: '192.0.2.77', family: 4 });
    expect(await resolver('2001:db8::77', 'prefer-ip4', lendRun())).toEqual({ ip: '2001:db8::77', family: 6 });
    expect(asked).toEqual([]);
  });

  test('an answer of the resolver is never taken from an earlier query', async () => {
    await resolver('four.example', 'ip4', lendRun());
    await resolver('four.example', 'ip4', lendRun());
    expect(asked).toHaveLength(2);
  });
});

describe('the hosts file', () => {
  test('answers before DNS, in its order, without regard to case or a final dot', async () => {
    expect(await resolver('SHOP.local.', 'prefer-ip4', lendRun())).toEqual({ ip: '192.0.2.10', family: 4 });
    expect(await resolver('shop.local', 'prefer-ip6', lendRun())).toEqual({ ip: '2001:db8::10', family: 6 });
    expect(await resolver('shop', 'prefer-ip6', lendRun())).toEqual({ ip: '192.0.2.10', family: 4 });
    expect(asked).toEqual([]);
  });

  test('is read again when it changes', async () => {
    await resolver('shop.local', 'ip4', lendRun());
    writeFileSync(join(folder, 'new'), '192.0.2.99 shop.local\n');
    renameSync(join(folder, 'new'), hostsFile);
    expect(await resolver('shop.local', 'ip4', lendRun())).toEqual({ ip: '192.0.2.99', family: 4 });
  });

  test('may be missing', async () => {
    rmSync(hostsFile);
    expect(await resolver('four.example', 'ip4', lendRun())).toEqual({ ip: '192.0.2.4', family: 4 });
  });

  test('cannot move localhost', async () => {
    writeFileSync(hostsFile, '192.0.2.66 localhost shop.localhost\n');
    expect(await resolver('localhost', 'prefer-ip4', lendRun())).toEqual({ ip: '127.0.0.1', family: 4 });
    expect(await resolver('shop.localhost', 'ip6', lendRun())).toEqual({ ip: '::1', family: 6 });
  });
});

describe('search domains', () => {
  const searching = (text: string) => {
    const resolvConf = join(folder, 'resolv.conf');
    writeFileSync(resolvConf, text);
    return createResolver({ servers: [`127.0.0.1:${server.port}`], hostsFile, resolvConf });
  };

  test('complete a short name in their order', async () => {
    const resolve = searching('search nothing.test example # more\noptions timeout:1 ndots:1\n');
    expect(await resolve('four', 'prefer-ip4', lendRun())).toEqual({ ip: '192.0.2.4', family: 4 });
    expect(asked).toEqual(['four.nothing.test A', 'four.example A']);
  });

  test('are tried last for a name with dots enough, and never for one with a final dot', async () => {
    const resolve = searching('domain example.\n');
    await resolve('four.example', 'prefer-ip4', lendRun());
    await expect(resolve('four.', 'prefer-ip4', lendRun())).rejects.toEqual(failure('resolve_not_found'));
    expect(asked).toEqual(['four.example A', 'four A']);
  });

  test('come first where ndots says so', async () => {
    const resolve = searching('search sub.test\noptions ndots:5\n');
    await resolve('four.example', 'ip4', lendRun());
    expect(asked).toEqual(['four.example.sub.test A', 'four.example A']);
  });

  test('`resolve_not_found`: the message names everything that was tried', async () => {
    const resolve = searching('search a.test b.test\n');
    await expect(resolve('shopp', 'ip4', lendRun())).rejects.toEqual(
      failure('resolve_not_found', /shopp\.a\.test, shopp\.b\.test, shopp$/),
    );
  });

  test('are not gone through after another failure', async () => {
    const resolve = searching('search example test\n');
    await expect(resolve('failing', 'ip4', lendRun())).rejects.toEqual(failure('resolve_failed'));
    expect(asked).toEqual(['failing.example A']);
  });
});

describe('a target that cannot be resolved is down for a reason', () => {
  test('`resolve_not_found`: the name does not exist', async () => {
    await expect(resolver('nowhere.example', 'prefer-ip4', lendRun())).rejects.toEqual(
      failure('resolve_not_found', /nowhere\.example does not exist/),
    );
  });

  test('`resolve_not_found`: the name has no address of either family', async () => {
    await expect(resolver('empty.example', 'prefer-ip4', lendRun())).rejects.toEqual(
      failure('resolve_not_found', /no address/),
    );
    await expect(resolver('empty.example', 'ip6', lendRun())).rejects.toEqual(
      failure('resolve_not_found', /no address/),
    );
  });

  test('`resolve_no_family`: the name has only addresses of the other family', async () => {
    await expect(resolver('four.example', 'ip6', lendRun())).rejects.toEqual(
      failure('resolve_no_family', /only IPv4 \(192\.0\.2\.4\)/),
    );
    await expect(resolver('six.example', 'ip4', lendRun())).rejects.toEqual(failure('resolve_no_family'));
    await expect(resolver('127.0.0.1', 'ip6', lendRun())).rejects.toEqual(failure('resolve_no_family'));
    await expect(resolver('::1', 'ip4', lendRun())).rejects.toEqual(failure('resolve_no_family'));
  });

  test.each([
    ['failing.example', /SERVFAIL/],
    ['refused.example', /refused/],
    ['odd.example', /NOTIMP/],
  ])('`resolve_failed`: the resolver answers with an error (%s)', async (host, message) => {
    await expect(resolver(host, 'ip4', lendRun())).rejects.toEqual(failure('resolve_failed', message));
  });

  test('`resolve_failed`: no resolver listens', async () => {
    const { port } = server;
    await server.close();
    server = await startDnsServer({ answer });
    const other = createResolver({ servers: [`127.0.0.1:${port}`], hostsFile });
    await expect(other('four.example', 'ip4', lendRun())).rejects.toEqual(
      failure('resolve_failed', /cannot be reached/),
    );
  });

  test('`resolve_timeout`: the resolver is silent until the attempt is over', async () => {
    const start = performance.now();
    await expect(resolver('silent.example', 'prefer-ip4', lendRun({ timeoutMs: 80 }))).rejects.toEqual(
      failure('resolve_timeout'),
    );
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('`resolve_timeout`: the attempt was over before', async () => {
    const signal = AbortSignal.abort(new DOMException('over', 'TimeoutError'));
    await expect(resolver('four.example', 'ip4', lendRun({ signal }))).rejects.toEqual(failure('resolve_timeout'));
    expect(asked).toEqual([]);
  });
});

test('an attempt that is stopped for another reason gets that reason back', async () => {
  const controller = new AbortController();
  const reason = new Error('the runner stops');
  const pending = resolver('silent.example', 'ip4', lendRun({ signal: controller.signal }));
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
});

test('stopping one look-up leaves the others alone', async () => {
  const controller = new AbortController();
  const stopped = resolver('silent.example', 'ip4', lendRun({ signal: controller.signal }));
  const others = Promise.all(Array.from({ length: 20 }, () => resolver('four.example', 'ip4', lendRun())));
  controller.abort(new Error('stop'));
  await expect(stopped).rejects.toThrow('stop');
  expect(await others).toHaveLength(20);
});

test('what is no host is our fault: PW5008', async () => {
  for (const host of ['', 'a b', 'http://x', 'fe80::1%eth0', 'x'.repeat(300)]) {
    await expect(resolveAddress(host, 'prefer-ip4', lendRun())).rejects.toMatchObject({ code: 'PW5008' });
  }
});

test('that this machine is out of file descriptors is our fault, and forgotten as soon as there are some again', () => {
  const script = fileURLToPath(new URL('../../support/out-of-files-resolving.ts', import.meta.url));
  const command = ['-c', 'ulimit -n 80; exec "$0" "$1" "$2"', process.execPath, script, hostsFile];
  const [unasked, unread, read] = execFileSync('sh', command, { encoding: 'utf8' }).trim().split('\n');
  expect(unasked).toMatch(/^PW5007 .* \(EMFILE; .*\) while asking the resolver for elsewhere\.example$/);
  expect(unread).toMatch(/^PW5007 /);
  expect(read).toBe('192.0.2.10');
});
