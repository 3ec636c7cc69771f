import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '../../../../demo/pki.ts';
import { tcpKind } from '../../../../functions/kinds/tcp/prober.ts';
import { lendRun } from '../../../support/lent-run.ts';
import { matcher, pattern, probeTcp, TCP_DEFAULTS } from '../../../support/tcp-probe.ts';
import { serveTcp, serveTls, speaks } from '../../../support/tcp-server.ts';
import { chainOf, LOCAL_NAMES, trusting } from '../../../support/tls-sight.ts';

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
    const { observation, evidence } = await probeTcp(server.port, SMTP, { newline: 'crlf', tls: trusting(root) });
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
    const { observation } = await probeTcp(server.port, moves);
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
    const settings = { ...TCP_DEFAULTS, dialogue: moves, tls: trusting(root) };
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
    const { observation } = await probeTcp(inner.port, moves, { secure: true, tls: trusting(root) });
    expect(observation.failure).toBeUndefined();
  });
});
