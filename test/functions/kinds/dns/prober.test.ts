import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import packet from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { type DnsAnswer, startDnsServer } from '../../../../demo/dns-server.ts';
import { createIdentity } from '../../../../demo/pki.ts';
import { dnsKind } from '../../../../functions/kinds/dns/prober.ts';
import type { DnsSettings } from '../../../../lib/model/settings.ts';
import { replyTo } from '../../../support/dns-messages.ts';
import { lendRun } from '../../../support/lent-run.ts';

const SETTINGS: DnsSettings = {
  query: 'shop.example',
  type: 'A',
  class: 'IN',
  transport: 'udp',
  retryOverTcp: true,
  recursion: true,
  tls: { verify: true, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
  addressFamily: 'prefer-ip4',
};
const TRUNCATED = 0x0200;
const A: packet.Answer = { name: 'shop.example', type: 'A', ttl: 3600, data: '127.0.0.1' };
const A_TEXT = 'shop.example.\t3600\tIN\tA\t127.0.0.1';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(answer: DnsAnswer, tls?: { certificate: string; key: string }): Promise<number> {
  const server = await startDnsServer({ answer, ...(tls && { tls }) });
  closers.push(server.close);
  return server.port;
}

async function ask(port: number, settings: Partial<DnsSettings> = {}, run = lendRun()) {
  const { observation, evidence } = await dnsKind.observe(`127.0.0.1:${port}`, { ...SETTINGS, ...settings }, run);
  return {
    ...observation,
    ...observation.facts,
    evidence,
    names: observation.phases.map(({ name }) => name),
    lines: run.lines,
  };
}

describe.each(['udp', 'tcp'] as const)('over %s', (transport) => {
  test('an answer is seen with its sections, counts, flags and phases', async () => {
    const port = await serve((query) => [
      replyTo(query, {
        flags: packet.AUTHORITATIVE_ANSWER | packet.RECURSION_AVAILABLE,
        answers: [A, { ...A, data: '127.0.0.2' }],
        authorities: [{ name: 'example', type: 'NS', ttl: 60, data: 'ns1.isp.example' }],
        additionals: [{ name: 'ns1.isp.example', type: 'AAAA', ttl: 7200, data: '::1' }],
      }),
    ]);
    const seen = await ask(port, { transport });
    expect(seen).toMatchObject({
      rcode: 'NOERROR',
      answers: 2,
      authorities: 1,
      additionals: 1,
      succeeded: true,
      flags: ['aa', 'rd', 'ra'],
      names: ['resolve', 'connect', 'request'],
      address: { ip: '127.0.0.1', family: 4, port },
      evidence: {
        answer: [A_TEXT, 'shop.example.\t3600\tIN\tA\t127.0.0.2'],
        authority: ['example.\t60\tIN\tNS\tns1.isp.example.'],
        additional: ['ns1.isp.example.\t7200\tIN\tAAAA\t::1'],
      },
    });
    expect(seen.failure).toBeUndefined();
    expect(seen.serial).toBeUndefined();
    expect(seen.overTcp).toBeUndefined();
    expect(seen.lookupMs).toBeGreaterThanOrEqual(0);
    const sum = seen.phases.reduce((total, phase) => total + phase.durationMs, 0);
    expect(sum).toBeLessThanOrEqual(seen.durationMs + 0.001);
  });

  test.each([
    [1, 'FORMERR'],
    [2, 'SERVFAIL'],
    [3, 'NXDOMAIN'],
    [5, 'REFUSED'],
    [11, 'DSOTYPENI'],
    [13, 'RCODE13'],
  ])('the response code %i is the fact %s, not a failure', async (rcode, name) => {
    const seen = await ask(await serve((query) => [replyTo(query, { rcode })]), { transport });
    expect(seen).toMatchObject({ rcode: name, answers: 0, succeeded: true });
    expect(seen.failure).toBeUndefined();
  });

  test('a server that refuses to ask others on our behalf is heard', async () => {
    const port = await serve((query) => {
      const recursion = packet.decode(query).flag_rd;
      return [recursion ? replyTo(query, { answers: [A] }) : replyTo(query, { rcode: 5 })];
    });
    expect(await ask(port, { transport, recursion: false })).toMatchObject({
      rcode: 'REFUSED',
      answers: 0,
      flags: ['aa'],
    });
    expect(await ask(port, { transport })).toMatchObject({ rcode: 'NOERROR', answers: 1 });
  });

  test('the serial of an SOA answer is a fact', async () => {
    const soa = {
      mname: 'ns1.example',
      rname: 'host.example',
      serial: 2026112201,
      refresh: 1,
      retry: 2,
      expire: 3,
      minimum: 4,
    };
    const port = await serve((query) => [
      replyTo(query, { answers: [{ name: 'example', type: 'SOA', ttl: 60, data: soa }] }),
    ]);
    expect(await ask(port, { transport, type: 'SOA' })).toMatchObject({ serial: 2026112201, answers: 1 });
    expect((await ask(port, { transport })).serial).toBeUndefined();
  });

  test('class and type are asked for as given', async () => {
    const port = await serve((query) => {
      const question = packet.decode(query).questions?.[0];
      if (question?.class !== 'CH' || question.type !== 'TXT') return [replyTo(query, { rcode: 5 })];
      return [
        replyTo(query, { answers: [{ name: 'version.bind', type: 'TXT', class: 'CH', ttl: 0, data: 'shop "9"' }] }),
      ];
    });
    const seen = await ask(port, { transport, query: 'version.bind', type: 'TXT', class: 'CH' });
    expect(seen.evidence.answer).toEqual(['version.bind.\t0\tCH\tTXT\t"shop \\"9\\""']);
  });

  test('`answer_invalid`: a count that lies, with our id', async () => {
    const port = await serve((query) => {
      const reply = replyTo(query, { answers: [A] });
      reply.writeUInt16BE(9, 6);
      return [reply];
    });
    const seen = await ask(port, { transport });
    expect(seen).toMatchObject({
      answers: 0,
      succeeded: false,
      failure: { reason: 'answer_invalid', phase: 'request' },
    });
    expect(seen.failure?.message).toMatch(
      /promises 9 records in the answer section.*after 1 \(\d+ bytes: [0-9a-f]+…?\)/,
    );
  });

  test('`answer_invalid`: noise', async () => {
    const seen = await ask(await serve((query) => [query.subarray(0, 5)]), { transport });
    expect(seen.failure).toMatchObject({ reason: 'answer_invalid' });
    expect(seen.failure?.message).toMatch(/5 bytes are no DNS message/);
  });

  test('replies that answer something else are logged as spoofed, and ignored', async () => {
    const port = await serve((query) => [
      replyTo(query, { id: (query.readUInt16BE(0) + 1) % 65536, answers: [{ ...A, data: '192.0.2.66' }] }),
      replyTo(query, { questions: [{ name: 'evil.example', type: 'A' }] }),
      query,
      replyTo(query, { answers: [A] }),
    ]);
    const seen = await ask(port, { transport });
    expect(seen.evidence.answer).toEqual([A_TEXT]);
    expect(seen.lines.map(({ message }) => message)).toEqual([
      expect.stringMatching(/spoofed reply: its id is/),
      expect.stringMatching(/spoofed reply: it answers another question \(evil\.example\.\)/),
      expect.stringMatching(/spoofed reply: it is itself a query/),
    ]);
  });

  test('`request_timeout`: only spoofed replies come', async () => {
    const port = await serve((query) => [replyTo(query, { id: (query.readUInt16BE(0) + 1) % 65536, answers: [A] })]);
    const seen = await ask(port, { transport }, lendRun({ timeoutMs: 100 }));
    expect(seen).toMatchObject({
      answers: 0,
      succeeded: false,
      failure: { reason: 'request_timeout', phase: 'request' },
    });
  });

  test('`request_timeout`: the server is silent', async () => {
    const seen = await ask(await serve(() => []), { transport }, lendRun({ timeoutMs: 100 }));
    expect(seen).toMatchObject({
      names: ['resolve', 'connect', 'request'],
      failure: { reason: 'request_timeout', phase: 'request' },
    });
    expect(seen.durationMs).toBeLessThan(1_000);
    expect(seen.phases.at(-1)?.durationMs).toBeGreaterThan(50);
  });

  test('an address that is refused from here is our fault: PW5006, and nothing is sent', async () => {
    let queries = 0;
    const port = await serve(() => {
      queries += 1;
      return [];
    });
    const run = lendRun({ refuse: (ip) => (ip === '127.0.0.1' ? 'loopback is for local alone' : undefined) });
    await expect(ask(port, { transport }, run)).rejects.toMatchObject({ code: 'PW5006' });
    expect(queries).toBe(0);
  });

  test('an attempt that is stopped for another reason gets that reason back', async () => {
    const controller = new AbortController();
    const reason = new Error('the runner stops');
    const port = await serve(() => {
      controller.abort(reason);
      return [];
    });
    await expect(ask(port, { transport }, lendRun({ signal: controller.signal }))).rejects.toBe(reason);
  });

  test('a server on IPv6 is asked', async () => {
    const server = await startDnsServer({ host: '::1', answer: (query) => [replyTo(query, { answers: [A] })] });
    closers.push(server.close);
    const seen = await dnsKind.observe(`[::1]:${server.port}`, { ...SETTINGS, transport }, lendRun());
    expect(seen.observation).toMatchObject({ address: { ip: '::1', family: 6 }, facts: { answers: 1 } });
  });
});

describe('over udp alone', () => {
  test('each query has a port of its own, and an answer from another port is not heard', async () => {
    const ports = new Set<number>();
    const attacker = createSocket('udp4');
    const real = createSocket('udp4');
    real.on('message', (query, from) => {
      ports.add(from.port);
      attacker.send(replyTo(query, { answers: [{ ...A, data: '192.0.2.66' }] }), from.port, from.address, () => {
        real.send(replyTo(query, { answers: [A] }), from.port, from.address);
      });
    });
    real.bind(0, '127.0.0.1');
    await once(real, 'listening');
    for (let run = 0; run < 10; run += 1) {
      expect((await ask(real.address().port)).evidence.answer).toEqual([A_TEXT]);
    }
    expect(ports.size).toBeGreaterThan(5);
    real.close();
    attacker.close();
  });

  test('the query comes from this machine, not from the address of the server', async () => {
    const sources: string[] = [];
    const server = createSocket('udp4');
    server.on('message', (query, from) => {
      sources.push(from.address);
      server.send(replyTo(query, { answers: [A] }), from.port, from.address);
    });
    server.bind(0, '127.0.0.2');
    await once(server, 'listening');
    const seen = await dnsKind.observe(`127.0.0.2:${server.address().port}`, SETTINGS, lendRun());
    expect(seen.observation.facts.answers).toBe(1);
    expect(sources).toEqual(['127.0.0.1']);
    server.close();
  });

  test('`connect_unreachable`: the system sends nothing to such an address', async () => {
    const seen = await dnsKind.observe('255.255.255.255', SETTINGS, lendRun());
    expect(seen.observation.failure).toMatchObject({ reason: 'connect_unreachable', phase: 'connect' });
  });

  test('`request_refused`: the port is closed', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    socket.close();
    const seen = await ask(port);
    expect(seen).toMatchObject({ succeeded: false, failure: { reason: 'request_refused', phase: 'request' } });
    expect(seen.failure?.message).toContain(`127.0.0.1:${port}`);
    expect(seen.durationMs).toBeLessThan(1_000);
  });

  test('a truncated answer is asked for again over TCP', async () => {
    const port = await serve((query, transport) => [
      transport === 'udp' ? replyTo(query, { flags: TRUNCATED }) : replyTo(query, { answers: Array(100).fill(A) }),
    ]);
    const seen = await ask(port);
    expect(seen).toMatchObject({
      answers: 100,
      overTcp: true,
      names: ['resolve', 'connect', 'request'],
      flags: ['aa', 'rd'],
    });
    expect(seen.failure).toBeUndefined();
  });

  test('`answer_truncated`: asking again is switched off; what came is kept', async () => {
    const port = await serve((query) => [replyTo(query, { flags: TRUNCATED, answers: [A] })]);
    const seen = await ask(port, { retryOverTcp: false });
    expect(seen).toMatchObject({
      answers: 1,
      succeeded: true,
      flags: ['tc', 'rd'],
      failure: { reason: 'answer_truncated', phase: 'request' },
    });
    expect(seen.overTcp).toBeUndefined();
  });

  test('`answer_truncated`: nothing answers over TCP', async () => {
    const socket = createSocket('udp4');
    socket.on('message', (query, from) => socket.send(replyTo(query, { flags: TRUNCATED }), from.port, from.address));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const seen = await ask(socket.address().port);
    expect(seen.failure).toMatchObject({ reason: 'answer_truncated', phase: 'request' });
    expect(seen.failure?.message).toMatch(/over TCP failed: .*refused/);
    socket.close();
  });
});

describe('over a connection', () => {
  async function listen(serveSocket: (socket: Socket) => void): Promise<number> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      serveSocket(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    });
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  test('an answer that comes byte by byte, with another behind it, is read', async () => {
    const port = await listen((socket) => {
      socket.setNoDelay();
      socket.once('data', (framed) => {
        const reply = replyTo(framed.subarray(2), { answers: [A] });
        for (const byte of Buffer.concat([Buffer.of(0, reply.length), reply, reply])) socket.write(Buffer.of(byte));
      });
    });
    expect(await ask(port, { transport: 'tcp' })).toMatchObject({ answers: 1, evidence: { answer: [A_TEXT] } });
  });

  test.each([
    ['before a byte', (socket: Socket) => socket.end()],
    ['within the answer', (socket: Socket) => socket.end(Buffer.of(0, 40, 1, 2, 3))],
    ['by a reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('`request_closed`: the server ends the connection %s', async (_, end) => {
    const port = await listen((socket) => void socket.once('data', () => end(socket)));
    const seen = await ask(port, { transport: 'tcp' });
    expect(seen).toMatchObject({ succeeded: false, failure: { reason: 'request_closed', phase: 'request' } });
  });

  test('`answer_invalid`: the server answers everything but the question', async () => {
    const port = await listen(
      (socket) =>
        void socket.once('data', (framed) => {
          const reply = replyTo(framed.subarray(2), { questions: [{ name: 'evil.example', type: 'A' }] });
          for (let copy = 0; copy < 40; copy += 1) socket.write(Buffer.concat([Buffer.of(0, reply.length), reply]));
        }),
    );
    const seen = await ask(port, { transport: 'tcp' });
    expect(seen.failure).toMatchObject({ reason: 'answer_invalid' });
  });

  test('`connect_refused`: the port is closed', async () => {
    const port = await listen(() => {});
    for (const close of closers.splice(0)) await close();
    expect((await ask(port, { transport: 'tcp' })).failure).toMatchObject({
      reason: 'connect_refused',
      phase: 'connect',
    });
  });

  test('TLS is spoken from the first byte, and its facts are kept', async () => {
    const authority = await createIdentity({ authority: true });
    const identity = await createIdentity({ names: ['127.0.0.1'], issuer: authority });
    const port = await serve((query) => [replyTo(query, { answers: [A] })], identity);
    const tls = { ...SETTINGS.tls, ca: authority.certificate };
    const seen = await ask(port, { transport: 'tls', tls });
    expect(seen).toMatchObject({
      answers: 1,
      names: ['resolve', 'connect', 'tls', 'request'],
      tls: { verified: true },
    });
    expect((await ask(port, { transport: 'tls' })).failure).toMatchObject({ phase: 'tls' });
  });
});

test('what is no server is our fault: PW5008', async () => {
  for (const target of ['', 'a b', 'udp://127.0.0.1', '127.0.0.1:0', '127.0.0.1:65536', '[::1', 'a:b:c']) {
    await expect(dnsKind.observe(target, SETTINGS, lendRun())).rejects.toMatchObject({ code: 'PW5008' });
  }
});
