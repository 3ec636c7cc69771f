import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '../../../demo/pki.ts';
import { isClientCertificateAlert } from '../../../functions/net/failures.ts';
import type { Wire } from '../../../functions/net/wire.ts';
import { serveTls } from '../../support/tcp-server.ts';
import { chainOf, LOCAL_NAMES, see, TLS_DEFAULTS, trusting } from '../../support/tls-sight.ts';

let root: Identity;
let leaf: Identity;
let client: Identity;
beforeAll(async () => {
  root = await createIdentity({ authority: true, subject: 'CN=Root' });
  leaf = await createIdentity({ issuer: root, names: LOCAL_NAMES });
  client = await createIdentity({ issuer: root, subject: 'CN=prober', client: true });
});

describe('a client certificate', () => {
  const demanding = (more: object = {}) => ({
    cert: chainOf(leaf),
    key: leaf.key,
    ca: root.certificate,
    requestCert: true,
    rejectUnauthorized: true,
    ...more,
  });

  it('is shown where the settings have one', async () => {
    const subjects: string[] = [];
    await using server = await serveTls(demanding(), (socket) => {
      subjects.push(socket.getPeerX509Certificate()?.subject ?? '');
      socket.end('welcome');
    });
    const settings = { ...trusting(root), certificate: client.certificate, key: client.key };
    const use = async (wire: Wire) => expect((await wire.read())?.bytes.toString()).toBe('welcome');
    expect((await see(server.port, settings, { use })).failure).toBeUndefined();
    expect(subjects).toEqual(['CN=prober']);
  });

  it('that is missing is told as `tls_client_certificate` in tls by TLS 1.2', async () => {
    await using server = await serveTls(demanding({ maxVersion: 'TLSv1.2' }));
    expect((await see(server.port, trusting(root))).failure).toMatchObject({
      reason: 'tls_client_certificate',
      phase: 'tls',
    });
  });

  it.each(['processing', 'dialogue'] as const)(
    'that is missing is told as `tls_client_certificate` in %s by TLS 1.3, whose handshake is over before the target says no',
    async (phase) => {
      await using server = await serveTls(demanding());
      const use = async (wire: Wire) => {
        wire.phase = phase;
        await wire.read();
      };
      const seen = await see(server.port, trusting(root), { use });
      expect(seen.failure).toMatchObject({ reason: 'tls_client_certificate', phase });
      expect(seen.tls?.verified).toBe(true);
    },
  );

  it('that the target does not like is told by any of the alerts about certificates', () => {
    const told = (code: string) => isClientCertificateAlert(Object.assign(new Error(code), { code }));
    expect(told('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA')).toBe(true);
    expect(told('ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE')).toBe(true);
    expect(told('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED')).toBe(true);
    expect(told('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')).toBe(false);
    expect(told('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')).toBe(false);
  });

  it.each([
    ['a key of another certificate', () => ({ certificate: client.certificate, key: leaf.key })],
    ['no PEM', () => ({ certificate: 'hello', key: 'world' })],
    ['authorities without PEM', () => ({ ca: 'hello' })],
    ['versions the wrong way round', () => ({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }) as const],
  ])('or other settings that are unusable (%s) are our fault, `PW5008`', async (_, wrong) => {
    await using server = await serveTls(demanding());
    await expect(see(server.port, { ...TLS_DEFAULTS, ...wrong() })).rejects.toMatchObject({ code: 'PW5008' });
  });
});
