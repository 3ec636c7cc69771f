import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '../../../../demo/pki.ts';
import { tlsKind } from '../../../../functions/kinds/tls/prober.ts';
import type { Seen } from '../../../../lib/model/observation.ts';
import type { TlsKindSettings } from '../../../../lib/model/settings.ts';
import { lendRun } from '../../../support/lent-run.ts';
import { serveTcp, serveTls, speaks } from '../../../support/tcp-server.ts';
import { chainOf, LOCAL_NAMES, TLS_DEFAULTS, trusting } from '../../../support/tls-sight.ts';

let root: Identity;
let leaf: Identity;
beforeAll(async () => {
  root = await createIdentity({ authority: true, subject: 'CN=Root' });
  leaf = await createIdentity({ issuer: root, names: LOCAL_NAMES });
});

function probe(target: string, settings: Partial<TlsKindSettings> = {}, timeoutMs = 5_000): Promise<Seen<'tls'>> {
  const full: TlsKindSettings = { ...TLS_DEFAULTS, addressFamily: 'prefer-ip4', ...settings };
  return tlsKind.observe(target, full, lendRun({ timeoutMs }));
}

describe('a tls probe', () => {
  it('shakes hands and shows the certificate', async () => {
    await using server = await serveTls({ cert: chainOf(leaf), key: leaf.key });
    const { observation, evidence } = await probe(`localhost:${server.port}`, trusting(root));
    expect(observation.failure).toBeUndefined();
    expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'tls']);
    expect(observation.tls).toMatchObject({ verified: true, chain: [{ names: ['localhost', 'www.localhost'] }] });
    expect(observation.lookupMs).toBeGreaterThanOrEqual(0);
    expect({ facts: observation.facts, evidence }).toEqual({ facts: {}, evidence: {} });
  });

  it('shows the certificate when it does not verify, too', async () => {
    await using server = await serveTls({ cert: chainOf(leaf), key: leaf.key });
    const { observation } = await probe(`localhost:${server.port}`);
    expect(observation.failure).toMatchObject({ reason: 'tls_untrusted', phase: 'tls' });
    expect(observation.tls?.chain).toHaveLength(1);
  });

  it('takes port 443 where the target names none', async () => {
    const refused: string[] = [];
    const run = lendRun({
      refuse: (ip) => {
        refused.push(ip);
        return 'not today';
      },
    });
    const settings: TlsKindSettings = { ...TLS_DEFAULTS, addressFamily: 'prefer-ip4' };
    await expect(tlsKind.observe('127.0.0.1', settings, run)).rejects.toMatchObject({ code: 'PW5006' });
    await expect(tlsKind.observe('::1', settings, run)).rejects.toMatchObject({ code: 'PW5006' });
    expect(refused).toEqual(['127.0.0.1', '::1']);
  });
});

describe('a client certificate', () => {
  const demanding = () => ({
    cert: chainOf(leaf),
    key: leaf.key,
    ca: root.certificate,
    requestCert: true,
    rejectUnauthorized: true,
  });

  it('that the target refuses after the handshake is told as `tls_client_certificate` in tls', async () => {
    const stranger = await createIdentity({ subject: 'CN=stranger', client: true });
    await using server = await serveTls(demanding());
    const { certificate, key } = stranger;
    const { observation } = await probe(`localhost:${server.port}`, { ...trusting(root), certificate, key });
    expect(observation.failure).toMatchObject({ reason: 'tls_client_certificate', phase: 'tls' });
    expect(observation.tls?.verified).toBe(true);
  });

  it('that the target takes is good, and the wait for its verdict is not counted', async () => {
    const { certificate, key } = await createIdentity({ issuer: root, subject: 'CN=prober', client: true });
    await using server = await serveTls(demanding());
    const startMs = performance.now();
    const { observation } = await probe(`localhost:${server.port}`, { ...trusting(root), certificate, key });
    const wallMs = performance.now() - startMs;
    expect(observation.failure).toBeUndefined();
    expect(wallMs - observation.durationMs).toBeGreaterThanOrEqual(49);
  });
});

/** Answers as a mail server until TLS is asked for; then begins it. */
function mail(greeting: string, answers: Readonly<Record<string, string>>, last: string): (socket: Socket) => void {
  return speaks(greeting, (line, socket) => {
    const answer = answers[line.split(' ')[0] ?? ''] ?? answers[line] ?? 'what?\r\n';
    if (line !== last) return answer;
    socket.write(answer);
    socket.removeAllListeners('data');
    new TLSSocket(socket, { isServer: true, cert: leaf.certificate, key: leaf.key }).on('error', () => undefined);
    return undefined;
  });
}

describe('STARTTLS', () => {
  it.each([
    [
      'smtp',
      '220-mail\r\n220 ready\r\n',
      { EHLO: '250-mail\r\n250-STARTTLS\r\n250 HELP\r\n', STARTTLS: '220 go\r\n' },
      'STARTTLS',
    ],
    ['imap', '* OK ready\r\n', { 'a1 STARTTLS': 'a1 OK go\r\n' }, 'a1 STARTTLS'],
    ['pop3', '+OK ready\r\n', { STLS: '+OK go\r\n' }, 'STLS'],
  ] as const)('of %s is asked for in its own words', async (startTls, greeting, answers, last) => {
    await using server = await serveTcp(mail(greeting, answers, last));
    const { observation } = await probe(`localhost:${server.port}`, { ...trusting(root), startTls });
    expect(observation.failure).toBeUndefined();
    expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'dialogue', 'tls']);
    expect(observation.tls?.verified).toBe(true);
  });

  it.each([
    ['smtp', '554 no\r\n', {}, '"554 no" where a greeting (220)'],
    ['smtp', '220 ok\r\n', { EHLO: '250-mail\r\n250 HELP\r\n' }, '"250 HELP" where STARTTLS among its extensions'],
    ['smtp', '220 ok\r\n', { EHLO: '250 STARTTLS\r\n', STARTTLS: '454 later\r\n' }, '"454 later"'],
    ['imap', '* BYE\r\n', {}, '"* BYE"'],
    ['imap', '* OK\r\n', { 'a1 STARTTLS': 'a1 BAD no\r\n' }, '"a1 BAD no"'],
    ['pop3', '-ERR\r\n', {}, '"-ERR"'],
    ['pop3', '+OK\r\n', { STLS: '-ERR no\r\n' }, '"-ERR no"'],
  ] as const)('of %s is a mismatch where the target says no', async (startTls, greeting, answers, said) => {
    await using server = await serveTcp(mail(greeting, answers, ''));
    const { observation } = await probe(`localhost:${server.port}`, { ...trusting(root), startTls });
    expect(observation.failure).toMatchObject({ reason: 'dialogue_mismatch', phase: 'dialogue' });
    expect(observation.failure?.message).toContain(`the target said ${said}`);
  });

  it('is told as closed or late where the target says nothing', async () => {
    await using closing = await serveTcp((socket) => socket.end());
    const closed = await probe(`localhost:${closing.port}`, { startTls: 'smtp' });
    expect(closed.observation.failure).toMatchObject({ reason: 'dialogue_closed', phase: 'dialogue' });
    await using silent = await serveTcp(() => undefined);
    const late = await probe(`localhost:${silent.port}`, { startTls: 'imap' }, 60);
    expect(late.observation.failure).toMatchObject({ reason: 'dialogue_timeout', phase: 'dialogue' });
  });
});
