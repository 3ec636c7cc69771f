import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '../../../demo/pki.ts';
import { open } from '../../../functions/net/open.ts';
import { createTrace } from '../../../functions/net/trace.ts';
import type { Wire } from '../../../functions/net/wire.ts';
import { lendRun } from '../../support/lent-run.ts';
import { serveTcp, serveTls } from '../../support/tcp-server.ts';
import { chainOf, LOCAL_NAMES, see, TLS_DEFAULTS, trusting } from '../../support/tls-sight.ts';

let root: Identity;
let leaf: Identity;
beforeAll(async () => {
  root = await createIdentity({ authority: true, subject: 'CN=Root' });
  leaf = await createIdentity({ issuer: root, names: LOCAL_NAMES });
});

describe('a handshake', () => {
  it('shows what was agreed on and the chain as it was sent', async () => {
    await using server = await serveTls({ cert: chainOf(leaf, root), key: leaf.key, ALPNProtocols: ['http/1.1'] });
    const seen = await see(server.port, trusting(root), { alpn: ['http/1.1'] });
    expect(seen.failure).toBeUndefined();
    expect(seen.phases).toEqual(['resolve', 'connect', 'tls']);
    expect(seen.tls).toMatchObject({
      version: 'TLS 1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      alpn: 'http/1.1',
      verified: true,
    });
    expect(seen.tls?.chain.map(({ subject }) => subject)).toEqual(['CN=localhost', 'CN=Root']);
  });

  it('gives ciphers of TLS 1.2 their IANA names', async () => {
    const options = {
      cert: chainOf(leaf),
      key: leaf.key,
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256',
    } as const;
    await using server = await serveTls(options);
    const { tls } = await see(server.port, trusting(root));
    expect(tls).toMatchObject({
      version: 'TLS 1.2',
      cipher: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      verified: true,
    });
    expect(tls).not.toHaveProperty('alpn');
  });

  it('speaks the old versions where the settings allow them', async () => {
    const options = {
      cert: chainOf(leaf),
      key: leaf.key,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    await using server = await serveTls(options);
    const { tls } = await see(server.port, { ...trusting(root), minVersion: 'TLSv1' });
    expect(tls?.version).toBe('TLS 1.0');
  });

  it('sends the name that is checked, but never an address', async () => {
    const asked: (string | false)[] = [];
    const options = { cert: chainOf(leaf), key: leaf.key };
    await using server = await serveTls(
      options,
      (socket) => void asked.push((socket as { servername?: string | false }).servername ?? false),
    );
    const speak = { use: (wire: Wire) => wire.write('x') };
    await see(server.port, { ...trusting(root), serverName: 'www.localhost' }, speak);
    await see(server.port, trusting(root), { ...speak, host: 'localhost' });
    await see(server.port, trusting(root), speak);
    await expect.poll(() => asked).toEqual(['www.localhost', 'localhost', false]);
  });

  it('moves data both ways, however much it is', async () => {
    await using server = await serveTls({ cert: chainOf(leaf), key: leaf.key }, (socket) => socket.pipe(socket));
    const sent = Buffer.alloc(700_000, 'probe');
    const received: Buffer[] = [];
    const use = async (wire: Wire) => {
      const writing = wire.write(sent);
      for (let length = 0; length < sent.length; ) {
        const arrival = await wire.read();
        if (!arrival) break;
        received.push(arrival.bytes);
        length += arrival.bytes.length;
      }
      await writing;
    };
    expect((await see(server.port, trusting(root), { use })).failure).toBeUndefined();
    expect(Buffer.concat(received).equals(sent)).toBe(true);
  });
});

describe('a handshake that fails', () => {
  it('tells `tls_timeout` when the target says nothing', async () => {
    await using server = await serveTcp(() => undefined);
    const seen = await see(server.port, TLS_DEFAULTS, { timeoutMs: 80 });
    expect(seen.failure).toMatchObject({ reason: 'tls_timeout', phase: 'tls' });
    expect(seen.phases).toEqual(['resolve', 'connect', 'tls']);
  });

  it.each([
    ['closes', (socket: { end(): unknown }) => void socket.end()],
    ['resets', (socket: { resetAndDestroy(): unknown }) => void socket.resetAndDestroy()],
  ] as const)('tells `tls_closed` when the target %s the connection', async (_, finish) => {
    await using server = await serveTcp((socket) => socket.once('data', () => finish(socket)));
    expect((await see(server.port, TLS_DEFAULTS)).failure).toMatchObject({ reason: 'tls_closed', phase: 'tls' });
  });

  it('tells `tls_handshake` when what comes back is not TLS', async () => {
    await using server = await serveTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { failure } = await see(server.port, TLS_DEFAULTS);
    expect(failure).toMatchObject({ reason: 'tls_handshake', phase: 'tls' });
    expect(failure?.message).toContain('what came back is not TLS');
  });

  it('tells `tls_handshake` when no version is common', async () => {
    await using server = await serveTls({ cert: chainOf(leaf), key: leaf.key, maxVersion: 'TLSv1.2' });
    const { failure } = await see(server.port, { ...trusting(root), minVersion: 'TLSv1.3' });
    expect(failure).toMatchObject({ reason: 'tls_handshake', phase: 'tls' });
    expect(failure?.message).toMatch(/no TLS version that the probe allows/);
  });

  it('tells `tls_handshake` when no cipher is common', async () => {
    const options = {
      cert: chainOf(leaf),
      key: leaf.key,
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-RSA-AES128-GCM-SHA256',
    } as const;
    await using server = await serveTls(options);
    expect((await see(server.port, trusting(root))).failure).toMatchObject({ reason: 'tls_handshake', phase: 'tls' });
  });
});

describe('the turn of a handshake', () => {
  it('is waited for, is not counted as time of the target, and is given back', async () => {
    await using server = await serveTls({ cert: chainOf(leaf), key: leaf.key });
    let done = 0;
    const ticket = {
      done: () => {
        done += 1;
      },
    };
    const run = lendRun({ handshake: () => sleep(120, ticket) });
    const trace = createTrace(run.clock);
    const tls = { settings: trusting(root), host: '127.0.0.1' };
    const wire = await open({ host: '127.0.0.1', port: server.port, addressFamily: 'ip4', tls }, trace, run);
    wire.close();
    expect(done).toBe(1);
    const { phases, durationMs } = trace.finish();
    expect(durationMs).toBeLessThan(100);
    const [, connect, handshake] = phases;
    expect(handshake?.startMs).toBeGreaterThanOrEqual((connect?.startMs ?? 0) + (connect?.durationMs ?? 0));
    expect((handshake?.startMs ?? 0) + (handshake?.durationMs ?? 0)).toBeLessThanOrEqual(durationMs);
  });
});
