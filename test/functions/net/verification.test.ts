import { beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '../../../demo/pki.ts';
import { serveTls } from '../../support/tcp-server.ts';
import { chainOf, LOCAL_NAMES, see, TLS_DEFAULTS, trusting } from '../../support/tls-sight.ts';

let root: Identity;
let leaf: Identity;
beforeAll(async () => {
  root = await createIdentity({ authority: true, subject: 'CN=Root' });
  leaf = await createIdentity({ issuer: root, names: LOCAL_NAMES });
});

describe('verification', () => {
  it('tells `tls_untrusted` for an authority that is not trusted, and shows the certificate all the same', async () => {
    const stranger = await createIdentity({ authority: true, subject: 'CN=Stranger' });
    await using server = await serveTls({ cert: chainOf(leaf), key: leaf.key });
    const seen = await see(server.port, trusting(stranger));
    expect(seen.failure).toMatchObject({ reason: 'tls_untrusted', phase: 'tls' });
    expect(seen.failure?.message).toContain('issued by CN=Root');
    expect(seen.tls).toMatchObject({ verified: false, chain: [{ subject: 'CN=localhost', issuer: 'CN=Root' }] });
    expect(seen.tls).not.toHaveProperty('lastChainExpiryMs');
  });

  it('tells `tls_untrusted` for an intermediate that is not sent', async () => {
    const intermediate = await createIdentity({ authority: true, subject: 'CN=Intermediate', issuer: root });
    const below = await createIdentity({ issuer: intermediate, names: LOCAL_NAMES });
    await using without = await serveTls({ cert: chainOf(below), key: below.key });
    expect((await see(without.port, trusting(root))).failure?.reason).toBe('tls_untrusted');
    await using complete = await serveTls({ cert: chainOf(below, intermediate), key: below.key });
    expect((await see(complete.port, trusting(root))).tls).toMatchObject({ verified: true });
    // As in Go, what is trusted ends a chain, self-signed or not.
    expect((await see(without.port, trusting(intermediate))).tls).toMatchObject({ verified: true });
  });

  it('tells `tls_untrusted` by default for an own authority, since only the well-known ones are trusted', async () => {
    await using server = await serveTls({ cert: chainOf(leaf), key: leaf.key });
    expect((await see(server.port, TLS_DEFAULTS)).failure?.reason).toBe('tls_untrusted');
  });

  it('tells `tls_self_signed` for a certificate that signs itself, and for a chain that ends in one', async () => {
    const alone = await createIdentity({ names: LOCAL_NAMES });
    await using server = await serveTls({ cert: chainOf(alone), key: alone.key });
    const seen = await see(server.port, TLS_DEFAULTS);
    expect(seen.failure).toMatchObject({ reason: 'tls_self_signed', phase: 'tls' });
    expect(seen.tls?.chain[0]?.selfSigned).toBe(true);
    expect((await see(server.port, trusting(alone))).failure).toBeUndefined();
    await using withRoot = await serveTls({ cert: chainOf(leaf, root), key: leaf.key });
    const chained = await see(withRoot.port, TLS_DEFAULTS);
    expect(chained.failure).toMatchObject({ reason: 'tls_self_signed' });
    expect(chained.failure?.message).toContain('CN=Root');
  });

  it('tells `tls_expired`, and since when', async () => {
    const old = await createIdentity({ issuer: root, names: LOCAL_NAMES, fromDays: -10, toDays: -1 });
    await using server = await serveTls({ cert: chainOf(old), key: old.key });
    const seen = await see(server.port, trusting(root));
    expect(seen.failure).toMatchObject({ reason: 'tls_expired', phase: 'tls' });
    const expiredAt = new Date(seen.tls?.earliestExpiryMs ?? 0).toISOString().replace('.000', '');
    expect(seen.failure?.message).toBe(`the certificate of CN=localhost expired at ${expiredAt}`);
    expect(seen.tls?.earliestExpiryMs).toBeLessThan(Date.now());
  });

  it('tells `tls_not_yet_valid`, and until when', async () => {
    const early = await createIdentity({ issuer: root, names: LOCAL_NAMES, fromDays: 1, toDays: 9 });
    await using server = await serveTls({ cert: chainOf(early), key: early.key });
    const { failure } = await see(server.port, trusting(root));
    expect(failure).toMatchObject({ reason: 'tls_not_yet_valid', phase: 'tls' });
    expect(failure?.message).toMatch(/of CN=localhost is not valid before 20\d\d-/);
  });

  it('tells `tls_wrong_name`, and which names there are', async () => {
    const other = await createIdentity({ issuer: root, names: ['other.example', '192.0.2.7'] });
    await using server = await serveTls({ cert: chainOf(other), key: other.key });
    const seen = await see(server.port, trusting(root), { host: 'localhost' });
    expect(seen.failure).toEqual({
      reason: 'tls_wrong_name',
      phase: 'tls',
      message: 'the certificate is not for localhost: it is for other.example, 192.0.2.7',
    });
    expect(seen.tls?.verified).toBe(false);
  });

  it('tells `tls_wrong_name` by the address where the target is one, and needs it among the addresses', async () => {
    const named = await createIdentity({ issuer: root, names: ['localhost'] });
    await using server = await serveTls({ cert: chainOf(named), key: named.key });
    expect((await see(server.port, trusting(root))).failure?.reason).toBe('tls_wrong_name');
    expect((await see(server.port, { ...trusting(root), serverName: 'localhost' })).failure).toBeUndefined();
    const addressed = await createIdentity({ issuer: root, names: ['127.0.0.1'] });
    await using other = await serveTls({ cert: chainOf(addressed), key: addressed.key });
    expect((await see(other.port, trusting(root))).tls?.verified).toBe(true);
  });

  it.each([
    ['shop.example', 'shop.example', true],
    ['SHOP.example', 'shop.EXAMPLE', true],
    ['shop.example', 'shop.example.', true],
    ['*.shop.example', 'www.shop.example', true],
    ['*.shop.example', 'a.b.shop.example', false],
    ['*.shop.example', 'shop.example', false],
    ['w*.shop.example', 'www.shop.example', false],
  ])('holds a certificate for %s against the name %s: %s', async (certified, asked, good) => {
    const named = await createIdentity({ issuer: root, names: [certified] });
    await using server = await serveTls({ cert: chainOf(named), key: named.key });
    const { failure } = await see(server.port, { ...trusting(root), serverName: asked });
    expect(failure?.reason).toBe(good ? undefined : 'tls_wrong_name');
  });

  it('does not take a common name for a name', async () => {
    const common = await createIdentity({ issuer: root, subject: 'CN=localhost' });
    await using server = await serveTls({ cert: chainOf(common), key: common.key });
    expect((await see(server.port, trusting(root), { host: 'localhost' })).failure?.message).toBe(
      'the certificate is not for localhost: it names none',
    );
  });

  it('is left out where the settings say so, and then nothing counts as verified', async () => {
    const old = await createIdentity({ names: ['other.example'], fromDays: -10, toDays: -1 });
    await using server = await serveTls({ cert: chainOf(old), key: old.key });
    const { failure, tls } = await see(server.port, { ...TLS_DEFAULTS, verify: false });
    expect(failure).toBeUndefined();
    expect(tls).toMatchObject({ verified: false, chain: [{ subject: 'CN=other.example' }] });
    expect(tls).not.toHaveProperty('lastChainExpiryMs');
  });

  it('comes before the first byte of the request', async () => {
    const received: Buffer[] = [];
    await using server = await serveTls({ cert: chainOf(leaf), key: leaf.key }, (socket) => {
      socket.on('data', (bytes) => received.push(bytes));
    });
    await see(server.port, TLS_DEFAULTS, { use: (wire) => wire.write('secret') });
    await see(server.port, trusting(root), { use: (wire) => wire.write('open') });
    await expect.poll(() => Buffer.concat(received).toString()).toBe('open');
  });
});

describe('the expiry', () => {
  it('is over the certificates sent and over the verified chains, where two roots have one key', async () => {
    const later = await createIdentity({ authority: true, subject: 'CN=Twice', toDays: 3 });
    const sooner = await createIdentity({
      authority: true,
      subject: 'CN=Twice',
      toDays: 1,
      keyPair: later.signer.keys,
    });
    const between = await createIdentity({ issuer: sooner, names: LOCAL_NAMES, toDays: 2 });
    const expiry = ({ signer }: Identity) => signer.certificate.notAfter.getTime();
    await using server = await serveTls({ cert: chainOf(between, sooner), key: between.key });
    const both = await see(server.port, trusting(sooner, later));
    expect(both.tls).toMatchObject({ earliestExpiryMs: expiry(sooner), lastChainExpiryMs: expiry(between) });
    const one = await see(server.port, trusting(sooner));
    expect(one.tls).toMatchObject({ earliestExpiryMs: expiry(sooner), lastChainExpiryMs: expiry(sooner) });
  });

  it('counts an unused certificate that was sent, but not in the chain', async () => {
    const stranger = await createIdentity({ authority: true, subject: 'CN=Stranger', toDays: 5 });
    await using server = await serveTls({ cert: chainOf(leaf, stranger), key: leaf.key });
    const { tls } = await see(server.port, trusting(root));
    expect(tls?.chain).toHaveLength(2);
    expect(tls?.earliestExpiryMs).toBe(stranger.signer.certificate.notAfter.getTime());
    expect(tls?.lastChainExpiryMs).toBe(leaf.signer.certificate.notAfter.getTime());
  });
});
