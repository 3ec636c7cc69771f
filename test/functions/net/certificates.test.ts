import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdentity, fingerprintOf } from '../../../demo/pki.ts';
import { readCertificate } from '../../../functions/net/certificates.ts';
import { derElements, oidText } from '../../../functions/net/der.ts';

interface Golden {
  readonly der: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}
/** Certificates with odd names, and what go 1.26 prints for them. */
const golden: readonly Golden[] = JSON.parse(
  readFileSync(new URL('./golden/go-certificates.json', import.meta.url), 'utf8'),
);

describe('the facts of a certificate', () => {
  it.each(golden.map((one) => [one.subject.slice(0, 60), one] as const))('are those that Go prints: %s', (_, one) => {
    const { facts } = readCertificate(new X509Certificate(Buffer.from(one.der, 'base64')));
    const { subject, issuer, serial, names, addresses } = facts;
    expect({ der: one.der, subject, issuer, serial, names, addresses }).toEqual(one);
  });

  it.each([
    ['ecdsa', 'ec', 256, 'ecdsa-with-SHA256'],
    ['rsa', 'rsa', 2048, 'sha256WithRSAEncryption'],
  ] as const)('tell key and signature: %s', async (keys, keyType, keyBits, signature) => {
    const { certificate } = await createIdentity({ names: ['a.example'], keys });
    const { facts } = readCertificate(new X509Certificate(certificate));
    expect(facts).toMatchObject({
      keyType,
      keyBits,
      signature,
      selfSigned: true,
      fingerprint: fingerprintOf(certificate),
    });
  });

  it('tell an own name from an own signature', async () => {
    const root = await createIdentity({ authority: true, subject: 'CN=Same' });
    const imitation = await createIdentity({ subject: 'CN=Same', issuer: root });
    expect(readCertificate(new X509Certificate(imitation.certificate)).facts.selfSigned).toBe(false);
    expect(readCertificate(new X509Certificate(root.certificate)).facts.selfSigned).toBe(true);
  });

  it('are read once', async () => {
    const { certificate } = await createIdentity();
    const first = readCertificate(new X509Certificate(certificate));
    expect(readCertificate(new X509Certificate(certificate))).toBe(first);
  });
});

describe('a hostile certificate', () => {
  it('is read without throwing, however its bytes are changed, as long as OpenSSL takes it', () => {
    const sources = golden.map(({ der }) => Buffer.from(der, 'base64'));
    let read = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (source, changes) => {
          const der = Buffer.from(source);
          for (const [at, byte] of changes) der[at % der.length] = byte;
          let x509: X509Certificate;
          try {
            x509 = new X509Certificate(der);
          } catch {
            return;
          }
          read += 1;
          const { facts } = readCertificate(x509);
          expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
        },
      ),
      { numRuns: 4_000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});

describe('DER', () => {
  it.each(['30', '3005', '30050000', '3080', '3f8100', '308500000000000000'])(
    'that is broken is refused: %s',
    (hex) => {
      expect(() => derElements(Buffer.from(hex, 'hex'))).toThrow(RangeError);
    },
  );

  it.each([
    ['550403', '2.5.4.3'],
    ['2a864886f70d010901', '1.2.840.113549.1.9.1'],
    ['883701', '2.999.1'],
    ['69f0f0f0f0f0f0f0f0f070', '2.25.1041151665514567448688'],
  ])('identifies objects: %s', (hex, text) => {
    expect(oidText(Buffer.from(hex, 'hex'))).toBe(text);
  });
});
