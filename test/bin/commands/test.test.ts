import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../../../bin/commands/test.ts';
import { capturedIo } from '../../support/captured-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'probewright-test-command-'));
let server: Server;
let url = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/broken') response.writeHead(500).end('\u001b]0;owned\u0007<b>boom</b>');
    else response.end('Welcome');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const probes = [
    { name: 'fine', kind: 'http', target: `${url}/`, labels: { team: 'shop' }, expect: [{ status: 200 }] },
    { name: 'broken', kind: 'http', target: `${url}/broken`, labels: { team: 'pay' } },
    {
      name: 'slow',
      kind: 'http',
      target: `${url}/`,
      expect: [
        'inherit',
        { duration: { below: '1ms', else: 'degraded' } },
        { header: { 'X-No': { exists: true, else: 'degraded' } } },
      ],
    },
    { name: 'secretive', kind: 'http', target: `${url}/`, http: { headers: { 'X-Key': '${secret:no/such}' } } },
    { name: 'off', kind: 'http', target: `${url}/`, enabled: false },
  ];
  writeFileSync(join(folder, 'all.probe.yaml'), JSON.stringify({ probes }));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function run(...argv: readonly string[]) {
  const { io, printed } = capturedIo(folder);
  const code = await command.run(['-d', '.', ...argv], io);
  return { code, ...printed };
}

describe('probewright test', () => {
  it('exits with 0 for a probe that is up and shows its phases and checks', async () => {
    const { code, out } = await run('fine');

    expect(code).toBe(0);
    expect(out).toMatch(/● UP +fine {2}http/);
    expect(out).toMatch(/connect +[·█]{40} +\d/);
    expect(out).toContain('✓ status equals 200: 200');
    expect(out).toContain('1 probe: 1 up');
  });

  it('exits with 1 for a probe that is down and shows why, what was expected and what was there', async () => {
    const { code, out } = await run('broken');

    expect(code).toBe(1);
    expect(out).toContain('status 500, expected 200-299 (status_unexpected, in expect)');
    expect(out).toContain('boom');
  });

  it("never lets a target's text reach the terminal as control characters", async () => {
    const { out } = await run('broken');

    expect([...out].filter((char) => char < ' ' && char !== '\n')).toEqual([]);
  });

  it('exits with 0 for degraded, and with 1 when told to', async () => {
    expect((await run('slow')).code).toBe(0);
    expect((await run('slow', '--fail-on', 'degraded')).code).toBe(1);
  });

  it('exits with 3 when a run is error, whatever else there is', async () => {
    const { code, out } = await run();

    expect(code).toBe(3);
    expect(out).toContain('PROBEWRIGHT_SECRET_NO_SUCH');
    expect(out).toContain('4 probes: 1 down, 1 degraded, 1 error, 1 up');
  });

  it('runs only what a label selects', async () => {
    const { out } = await run('--filter', 'team=shop', '--reporter', 'json');

    expect(JSON.parse(out).probes.map(({ name }: { name: string }) => name)).toEqual(['fine']);
  });

  it('runs a probe that is not enabled when it is named', async () => {
    expect((await run('off')).code).toBe(0);
  });

  it('needs no file for an address', async () => {
    const { io, printed } = capturedIo('/');
    const code = await command.run([`${url}/broken`, `${url.replace('http:', 'tcp:')}`], io);

    expect(code).toBe(1);
    expect(printed.out).toContain('2 probes: 1 down, 1 up');
  });

  it('says which probe was meant', async () => {
    await expect(run('brokn')).rejects.toThrow("there is no probe 'brokn'. Did you mean 'broken'?");
  });

  it.each([
    ['127.0.0.1:18765', 'put http:// or tcp:// in front: http://127.0.0.1:18765'],
    ['[::1]:80', 'put http:// or tcp:// in front: http://[::1]:80'],
    ['localhost:8000/health', 'put http:// or tcp:// in front: http://localhost:8000/health'],
    ['shop.example', 'put https:// or tls:// in front: https://shop.example'],
  ])('says what to put in front of %s, definitions or none', async (address, hint) => {
    const { io } = capturedIo('/');
    const refused = `there is no probe '${address}'. To probe an address, ${hint}`;
    await expect(command.run([address], io)).rejects.toThrow(refused);
  });

  it.each(['all.probe.yaml', './probes', 'no-such'])('takes %s for no address', async (name) => {
    await expect(run(name)).rejects.toThrow(new RegExp(`there is no probe '${name}'\\. There are 5 probes\\.$`));
  });

  it('counts one probe as one', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'probewright-test-command-'));
    writeFileSync(
      join(alone, 'a.probe.yaml'),
      JSON.stringify({ probes: [{ name: 'fine', kind: 'http', target: url }] }),
    );
    const { io } = capturedIo(alone);
    try {
      await expect(command.run(['-d', '.', 'unheard-of'], io)).rejects.toThrow(/There is 1 probe\.$/);
      const other = command.run(['-d', '.', '--filter', 'team=pay'], io);
      await expect(other).rejects.toThrow(/^the only probe, 'fine', is not enabled or does not fit the filter/);
    } finally {
      rmSync(alone, { recursive: true, force: true });
    }
  });

  it('says which schemes there are', async () => {
    await expect(run('gopher://example.com/')).rejects.toThrow(/'gopher' is none of http, https, tcp, tls, dns/);
  });

  it('writes JUnit with one failure a probe that is down and one error a run of ours that failed', async () => {
    const { out } = await run('--reporter', 'junit');

    expect(out).toContain('<testsuite name="probewright" tests="4" failures="1" errors="1"');
    expect(out).toMatch(
      /<testcase classname="http" name="broken" file="[^"]*all.probe.yaml" line="\d+"[^>]*><failure type="status_unexpected"/,
    );
  });

  it('writes an annotation at the definition for GitHub', async () => {
    const { out } = await run('broken', '--reporter', 'github');

    expect(out).toMatch(/^::error file=[^,]*all\.probe\.yaml,line=\d+,col=\d+,title=broken is down::status 500/);
  });
});
