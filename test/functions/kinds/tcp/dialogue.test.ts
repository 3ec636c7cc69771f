import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '../../../../demo/pki.ts';
import { tcpKind } from '../../../../functions/kinds/tcp/prober.ts';
import { createMatchers } from '../../../../functions/net/patterns.ts';
import type { Pattern } from '../../../../lib/model/assertion.ts';
import type { Seen } from '../../../../lib/model/observation.ts';
import type { DialogueMove, TcpSettings } from '../../../../lib/model/settings.ts';
import { lendRun } from '../../../support/lent-run.ts';
import { serveTcp, serveTls, speaks } from '../../../support/tcp-server.ts';
import { chainOf, LOCAL_NAMES, TLS_DEFAULTS, trusting } from '../../../support/tls-sight.ts';

const SETTINGS: TcpSettings = {
  secure: false,
  tls: TLS_DEFAULTS,
  dialogue: [],
  newline: 'lf',
  maxReadBytes: 64 * 1024,
  addressFamily: 'prefer-ip4',
};
const pattern = (source: string): Pattern => ({ text: source, source, flags: '', engine: 'v8' });
const matcher = createMatchers();

function probe(
  port: number,
  dialogue: readonly DialogueMove[],
  more: Partial<TcpSettings> & { timeoutMs?: number } = {},
): Promise<Seen<'tcp'>> {
  const { timeoutMs = 5_000, ...settings } = more;
  return tcpKind.observe(`127.0.0.1:${port}`, { ...SETTINGS, dialogue, ...settings }, lendRun({ timeoutMs, matcher }));
}

let root: Identity;
let leaf: Identity;
beforeAll(async () => {
  root = await createIdentity({ authority: true, subject: 'CN=Root' });
  leaf = await createIdentity({ issuer: root, names: LOCAL_NAMES });
});

/** Hands a socket over to TLS, as a server does after STARTTLS. */
function beginServerTls(socket: Socket, handle: (secure: Socket) => void): void {
  socket.removeAllListeners('data');
  const secure = new TLSSocket(socket, { isServer: true, cert: leaf.certificate, key: leaf.key });
  secure.on('error', () => undefined);
  handle(secure);
}

describe('a dialogue', () => {
  it('reads lines until one matches, and takes its groups into what it sends and into labels', async () => {
    const heard: string[] = [];
    await using server = await serveTcp(
      speaks('hello\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', (line) => {
        heard.push(line);
        return 'confirmed\n';
      }),
    );
    const { observation, evidence } = await probe(server.port, [
      {
        expect: pattern('^SSH-2.0-([^ -]+)(?: (.*))?$'),
        labels: { ssh_version: '${1}', ssh_comments: '${2}', both: '${1} on ${2}', none: '[${9}]' },
      },
      { send: 'CONFIRM ${1} $${1}' },
      { expect: pattern('^confirmed$'), labels: { second: 'got ${0} here' } },
    ]);
    expect(observation.failure).toBeUndefined();
    expect(heard).toEqual(['CONFIRM OpenSSH_9.2p1 ${1}']);
    expect(observation.facts).toEqual({
      expectInfo: [
        { ssh_version: 'OpenSSH_9.2p1', ssh_comments: 'Debian-2', both: 'OpenSSH_9.2p1 on Debian-2', none: '[]' },
        { second: 'got confirmed here' },
      ],
      failedDueToPattern: false,
      failedDueToBytes: false,
    });
    expect(evidence.text).toBe('hello\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2\r\nconfirmed\n');
    expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'dialogue']);
  });

  it('takes a last line without an end of line', async () => {
    await using server = await serveTcp((socket) => socket.end('bye'));
    expect((await probe(server.port, [{ expect: pattern('^bye$') }])).observation.failure).toBeUndefined();
  });

  it.each([
    ['lf', 'a\nb\n'],
    ['crlf', 'a\r\nb\r\n'],
    ['none', 'ab'],
  ] as const)('ends what it sends as the settings say: %s', async (newline, sent) => {
    let text = '';
    await using server = await serveTcp((socket) =>
      socket.on('data', (bytes) => {
        text += bytes;
        if (text.length >= sent.length) socket.end('thanks');
      }),
    );
    const moves = [{ send: 'a' }, { send: 'b' }, { expect: pattern('thanks') }];
    expect((await probe(server.port, moves, { newline })).observation.failure).toBeUndefined();
    expect(text).toBe(sent);
  });

  it('expects bytes, in whatever pieces they come, and leaves what follows to the next move', async () => {
    await using server = await serveTcp((socket) => {
      socket.setNoDelay(true);
      socket.write('PO');
      setImmediate(() => socket.write('NGrest of it\n'));
    });
    const moves = [{ expectBytes: 'PONG' }, { expect: pattern('^rest of it$') }];
    expect((await probe(server.port, moves)).observation.failure).toBeUndefined();
  });

  it('reads characters that are cut in two', async () => {
    const bytes = Buffer.from('gr\u00fc\u00df Gott \u{1f600}\n');
    await using server = await serveTcp((socket) => {
      socket.setNoDelay(true);
      const drip = (at: number) => {
        if (at === bytes.length) return;
        socket.write(bytes.subarray(at, at + 1));
        setImmediate(drip, at + 1);
      };
      drip(0);
    });
    const { observation } = await probe(server.port, [{ expect: pattern('^grüß Gott 😀$') }]);
    expect(observation.failure).toBeUndefined();
  });

  it('tells `dialogue_mismatch` when the target closes and had said something else', async () => {
    await using server = await serveTcp((socket) => socket.end('hello\nERROR :closing link\n'));
    const { observation, evidence } = await probe(server.port, [{ expect: pattern('^:[^ ]+ 001') }]);
    expect(observation.failure).toEqual({
      reason: 'dialogue_mismatch',
      phase: 'dialogue',
      message:
        'the target closed the connection and had not sent a line that matches ^:[^ ]+ 001; its last line was "ERROR :closing link"',
    });
    expect(observation.facts).toMatchObject({ failedDueToPattern: true, failedDueToBytes: false });
    expect(evidence.text).toBe('hello\nERROR :closing link\n');
    expect(tcpKind.excerpt({ observation, evidence })).toEqual({ body: 'hello\nERROR :closing link\n' });
  });

  it('tells `dialogue_mismatch` when other bytes come', async () => {
    await using server = await serveTcp((socket) => socket.write('PANG'));
    const { observation } = await probe(server.port, [{ expectBytes: 'PONG' }]);
    expect(observation.failure).toMatchObject({
      reason: 'dialogue_mismatch',
      message: 'the target sent "PANG" instead of "PONG"',
    });
    expect(observation.facts).toMatchObject({ failedDueToPattern: false, failedDueToBytes: true });
  });

  it('tells `dialogue_closed` when the target closes without a word', async () => {
    await using server = await serveTcp((socket) => socket.end());
    const { observation } = await probe(server.port, [{ expect: pattern('never') }]);
    expect(observation.failure).toMatchObject({ reason: 'dialogue_closed', phase: 'dialogue' });
    // As blackbox_exporter counts it: the stream ended without a match.
    expect(observation.facts.failedDueToPattern).toBe(true);
  });

  it('tells `dialogue_closed` when the target closes amid the bytes', async () => {
    await using server = await serveTcp((socket) => socket.end('PO'));
    const { observation } = await probe(server.port, [{ expectBytes: 'PONG' }]);
    expect(observation.failure).toMatchObject({
      reason: 'dialogue_closed',
      message: 'the target closed the connection after 2 of the 4 bytes of "PONG"',
    });
    expect(observation.facts.failedDueToBytes).toBe(false);
  });

  it('tells `dialogue_reset` when the target resets', async () => {
    await using server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { observation } = await probe(server.port, [{ send: 'hello' }, { expect: pattern('never') }]);
    expect(observation.failure).toMatchObject({ reason: 'dialogue_reset', phase: 'dialogue' });
    expect(observation.facts.failedDueToPattern).toBe(false);
  });

  it('tells `dialogue_timeout` when what it waits for does not come, also where other lines keep coming', async () => {
    await using server = await serveTcp((socket) => {
      const timer = setInterval(() => socket.write('noise\n'), 5);
      socket.once('close', () => clearInterval(timer));
    });
    const { observation, evidence } = await probe(server.port, [{ expect: pattern('never') }], { timeoutMs: 100 });
    expect(observation.failure).toEqual({
      reason: 'dialogue_timeout',
      phase: 'dialogue',
      message: 'a line that matches never did not come in time; the last line was "noise"',
    });
    expect(observation.facts.failedDueToPattern).toBe(false);
    expect(evidence.text).toMatch(/^(noise\n)+$/);
  });

  it('tells `dialogue_timeout` when the target takes nothing', async () => {
    await using server = await serveTcp((socket) => socket.pause());
    const moves = [{ send: 'x'.repeat(20_000_000) }];
    const { observation } = await probe(server.port, moves, { timeoutMs: 300 });
    expect(observation.failure).toMatchObject({ reason: 'dialogue_timeout', phase: 'dialogue' });
  });

  it('tells `dialogue_too_long` when the target says more than may be read, and reads no more than a little over it', async () => {
    await using server = await serveTcp((socket) => {
      const flood = () => {
        while (!socket.destroyed && socket.write('x'.repeat(16_384)));
      };
      socket.on('drain', flood);
      flood();
    });
    const { observation, evidence } = await probe(server.port, [{ expect: pattern('never') }], {
      maxReadBytes: 100_000,
    });
    expect(observation.failure).toEqual({
      reason: 'dialogue_too_long',
      phase: 'dialogue',
      message: 'the target sent more than the 100000 bytes that the dialogue may read (maxReadBytes)',
    });
    expect(evidence.text.length).toBeLessThan(300_000);
    expect(tcpKind.excerpt({ observation, evidence })).toEqual({ body: 'x'.repeat(4096), cut: true });
  });
});

describe('TLS in a dialogue', () => {
  const SMTP = [
    { expect: pattern('^220 ') },
    { send: 'EHLO prober' },
    { expect: pattern('^250[ -]STARTTLS') },
    { send: 'STARTTLS' },
    { expect: pattern('^220') },
    { startTls: true },
    { send: 'EHLO prober' },
    { expect: pattern('^250 secure') },
  ] as const;

  it('begins with a move, and the dialogue goes on within', async () => {
    await using server = await serveTcp(
      speaks('220 mail ESMTP\r\n', (line, socket) => {
        if (line.startsWith('EHLO')) return '250-mail\r\n250 STARTTLS\r\n';
        socket.write('220 go ahead\r\n');
        beginServerTls(
          socket,
          speaks('', () => '250 secure\r\n'),
        );
        return undefined;
      }),
    );
    const { observation, evidence } = await probe(server.port, SMTP, { newline: 'crlf', tls: trusting(root) });
    expect(observation.failure).toBeUndefined();
    expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'dialogue', 'tls']);
    expect(observation.tls).toMatchObject({ verified: true, chain: [{ subject: 'CN=localhost' }] });
    expect(evidence.text).toContain('250 secure');
  });

  it('fails in its own phase and still shows the certificate', async () => {
    await using server = await serveTcp((socket) => {
      socket.once('data', () => {
        socket.write('ready\n');
        beginServerTls(socket, () => undefined);
      });
    });
    const moves = [{ send: 'STARTTLS' }, { expect: pattern('ready') }, { startTls: true }] as const;
    const { observation } = await probe(server.port, moves);
    expect(observation.failure).toMatchObject({ reason: 'tls_untrusted', phase: 'tls' });
    expect(observation.tls?.chain).toHaveLength(1);
  });

  it('drops what was smuggled in before it began, and says so', async () => {
    await using server = await serveTcp((socket) => {
      socket.once('data', () => {
        socket.write('ready\n250 smuggled\n');
        beginServerTls(
          socket,
          speaks('', () => '250 secure\n'),
        );
      });
    });
    const moves = [
      { send: 'STARTTLS' },
      { expect: pattern('ready') },
      { startTls: true },
      { send: 'EHLO' },
      { expect: pattern('^250 (.*)'), labels: { said: '${1}' } },
    ] as const;
    const run = lendRun({ matcher });
    const settings = { ...SETTINGS, dialogue: moves, tls: trusting(root) };
    const { observation } = await tcpKind.observe(`127.0.0.1:${server.port}`, settings, run);
    expect(observation.failure).toBeUndefined();
    expect(observation.facts.expectInfo).toEqual([{ said: 'secure' }]);
    expect(run.lines.map(({ message }) => message)).toEqual([
      `127.0.0.1:${server.port} sent 13 bytes before TLS began; they were dropped`,
    ]);
  });

  it('may run within TLS', async () => {
    await using inner = await serveTls({ cert: chainOf(leaf), key: leaf.key }, (socket) => {
      socket.once('data', () => {
        socket.write('ready\n');
        beginServerTls(
          socket,
          speaks('', () => 'twice secure\n'),
        );
      });
    });
    const moves = [
      { send: 'STARTTLS' },
      { expect: pattern('ready') },
      { startTls: true },
      { send: 'hello' },
      { expect: pattern('^twice secure$') },
    ] as const;
    const { observation } = await probe(inner.port, moves, { secure: true, tls: trusting(root) });
    expect(observation.failure).toBeUndefined();
  });
});

describe('a tcp probe', () => {
  it('connects and says nothing where there is no dialogue', async () => {
    await using server = await serveTcp(() => undefined);
    const seen = await probe(server.port, []);
    expect(seen.observation).toMatchObject({
      address: { ip: '127.0.0.1', family: 4, port: server.port },
      facts: { expectInfo: [], failedDueToPattern: false, failedDueToBytes: false },
    });
    expect(seen.observation.failure).toBeUndefined();
    expect(seen.evidence.text).toBe('');
    expect(tcpKind.excerpt(seen)).toBeUndefined();
  });

  it('speaks TLS from the first byte where it is secure', async () => {
    await using server = await serveTls(
      { cert: chainOf(leaf), key: leaf.key },
      speaks('hello\n', () => undefined),
    );
    const { observation } = await probe(server.port, [{ expect: pattern('hello') }], {
      secure: true,
      tls: trusting(root),
    });
    expect(observation.failure).toBeUndefined();
    expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'tls', 'dialogue']);
  });

  it('gives the text to assertions', async () => {
    await using server = await serveTcp((socket) => socket.end('one\ntwo\n'));
    const seen = await probe(server.port, [{ expect: pattern('two') }]);
    const comparison = { op: 'contains', value: 'one' } as const;
    expect(tcpKind.fact({ subject: 'text', comparison, otherwise: 'down' }, seen)).toBe('one\ntwo\n');
  });

  it('closes its connection', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await serveTcp((socket) => socket.resume().once('end', () => closed.resolve()));
    await probe(server.port, []);
    await closed.promise;
  });

  it.each(['shop.example', 'shop.example:0', 'shop.example:65536', ':0', 'tcp://shop.example:22', '::1', 'a b:1'])(
    'refuses the target «%s» in words, `PW5008`',
    async (target) => {
      await expect(tcpKind.observe(target, SETTINGS, lendRun())).rejects.toMatchObject({
        code: 'PW5008',
        message: expect.stringContaining('write host:port'),
      });
    },
  );
});
