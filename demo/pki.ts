import 'reflect-metadata';
import { randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate with its key, as PEM text; what a server needs. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
  /** What signs: kept so that it can sign others. */
  readonly signer: { readonly certificate: x509.X509Certificate; readonly keys: CryptoKeyPair };
}
type CryptoKeyPair = webcrypto.CryptoKeyPair;

export interface IdentityOptions {
  /** @default 'CN=<first name>' */
  readonly subject?: string;
  /** DNS names and IP addresses for which it is valid. */
  readonly names?: readonly string[];
  /** Days from now, negative in the past. @default -1 and 90 */
  readonly fromDays?: number;
  readonly toDays?: number;
  /** An authority that may sign others. @default false */
  readonly authority?: boolean;
  /** Who signs; by default it signs itself. */
  readonly issuer?: Identity;
  readonly keys?: 'ecdsa' | 'rsa';
  /** Reuses these keys (cross-signed roots). */
  readonly keyPair?: CryptoKeyPair;
  readonly client?: boolean;
  /** Hex. Default: random. */
  readonly serial?: string;
}

const DAY_MS = 86_400_000;
const algorithms = {
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
} as const;

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

/** Makes a certificate: an authority, a server's, or a client's. */
export async function createIdentity(options: IdentityOptions = {}): Promise<Identity> {
  const keys =
    options.keyPair ??
    ((await webcrypto.subtle.generateKey(algorithms[options.keys ?? 'ecdsa'], true, [
      'sign',
      'verify',
    ])) as CryptoKeyPair);
  const subject = options.subject ?? `CN=${options.names?.[0] ?? 'Probewright demo authority'}`;
  const signer = options.issuer?.signer;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: options.serial ?? `1${randomBytes(8).toString('hex').slice(1)}`,
    subject,
    issuer: signer ? signer.certificate.subjectName : subject,
    notBefore: new Date(Date.now() + (options.fromDays ?? -1) * DAY_MS),
    notAfter: new Date(Date.now() + (options.toDays ?? 90) * DAY_MS),
    publicKey: keys.publicKey,
    signingKey: signer ? signer.keys.privateKey : keys.privateKey,
    signingAlgorithm: { ...(signer ? signer.keys.privateKey.algorithm : keys.privateKey.algorithm), hash: 'SHA-256' },
    extensions: extensions(options),
  });
  return {
    // Ends its line, so that certificates can be written one after the other.
    certificate: `${certificate.toString('pem')}\n`,
    key: await pemOfKey(keys),
    signer: { certificate, keys },
  };
}

function extensions(options: IdentityOptions): x509.Extension[] {
  const list: x509.Extension[] = [new x509.BasicConstraintsExtension(options.authority ?? false, undefined, true)];
  if (options.authority) {
    list.push(new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true));
  } else {
    const usage = options.client ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth;
    list.push(new x509.ExtendedKeyUsageExtension([usage]));
  }
  if (options.names && options.names.length > 0) {
    list.push(
      new x509.SubjectAlternativeNameExtension(
        options.names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
    );
  }
  return list;
}

async function pemOfKey(keys: CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return x509.PemConverter.encode(der, 'PRIVATE KEY');
}

/** SHA-256 of the DER, lower-case hex. */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}
