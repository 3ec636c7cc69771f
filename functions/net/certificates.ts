import type { KeyObject, X509Certificate } from 'node:crypto';
import { formatAddress } from '../../lib/model/address-text.ts';
import type { CertificateFacts } from '../../lib/model/observation.ts';
import { BoundedMap } from './bounded-map.ts';
import { DER, derChildren, derElements, oidText } from './der.ts';
import { distinguishedName } from './distinguished-name.ts';

/** A certificate and what it says. */
export interface Certificate {
  readonly x509: X509Certificate;
  readonly facts: CertificateFacts;
  /** The DER of the names, to compare them. */
  readonly subjectDer: string;
  readonly issuerDer: string;
}

/** Probes see the same certificates at every tick. */
const known = new BoundedMap<string, Certificate>(2_000);

/** Reads a certificate; one that was read before is not read again. */
export function readCertificate(x509: X509Certificate): Certificate {
  const fingerprint = x509.fingerprint256.replaceAll(':', '').toLowerCase();
  return known.take(fingerprint, () => read(x509, fingerprint));
}

function read(x509: X509Certificate, fingerprint: string): Certificate {
  const { serial, subject, issuer, names, addresses } = fieldsOf(x509.raw);
  const selfIssued = subject.equals(issuer);
  const facts: CertificateFacts = {
    subject: distinguishedName(subject),
    issuer: distinguishedName(issuer),
    names,
    addresses,
    serial,
    fingerprint,
    notBeforeMs: millisecondsOf(x509.validFromDate),
    notAfterMs: millisecondsOf(x509.validToDate),
    ...keyFacts(x509),
    ...signatureFact(x509),
    selfSigned: selfIssued && isSignedBy(x509, x509),
  };
  return { x509, facts, subjectDer: subject.toString('latin1'), issuerDer: issuer.toString('latin1') };
}

/** A date that cannot be read is long ago. */
function millisecondsOf(date: Date): number {
  const ms = date.getTime();
  return Number.isNaN(ms) ? 0 : ms;
}

/** Whether the signature of one certificate is by the key of the other. False also where the key cannot be read. */
export function isSignedBy(x509: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return x509.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

const CURVE_BITS: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp256k1: 256,
};

function keyFacts(x509: X509Certificate): Pick<CertificateFacts, 'keyType' | 'keyBits'> {
  let key: KeyObject;
  try {
    key = x509.publicKey;
  } catch {
    return { keyType: 'unknown' };
  }
  const { modulusLength, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const keyBits = modulusLength ?? CURVE_BITS[namedCurve];
  return { keyType: key.asymmetricKeyType ?? 'unknown', ...(keyBits !== undefined && { keyBits }) };
}

function signatureFact(x509: X509Certificate): Pick<CertificateFacts, 'signature'> {
  return x509.signatureAlgorithm === undefined ? {} : { signature: x509.signatureAlgorithm };
}

interface Fields {
  readonly serial: string;
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/** The fields of RFC 5280's Certificate that Node gives in another form than needed here, or not at all. */
function fieldsOf(der: Buffer): Fields {
  const [tbs] = derChildren(der);
  const fields = tbs ? derElements(tbs.content) : [];
  const first = fields[0]?.tag === 0xa0 ? 1 : 0;
  const empty = Buffer.alloc(0);
  const extensions = fields.find(({ tag }) => tag === 0xa3);
  return {
    serial: serialText(fields[first]?.content ?? empty),
    issuer: fields[first + 2]?.content ?? empty,
    subject: fields[first + 4]?.content ?? empty,
    ...(extensions ? alternativeNames(extensions.content) : { names: [], addresses: [] }),
  };
}

/** The bytes of the number's magnitude: Go's `%x` of `SerialNumber.Bytes()`. */
function serialText(content: Buffer): string {
  const negative = (content[0] ?? 0) >= 0x80;
  if (!negative) return content.toString('hex').replace(/^(?:00)+/, '');
  const magnitude = (1n << BigInt(content.length * 8)) - BigInt(`0x${content.toString('hex')}`);
  const hex = magnitude.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

/** The names of the subjectAltName extension. OpenSSL does not look into it before it has to: where it is broken, it names nobody. */
function alternativeNames(extensions: Buffer): Pick<Fields, 'names' | 'addresses'> {
  const names: string[] = [];
  const addresses: string[] = [];
  try {
    for (const extension of derChildren(extensions)) {
      const parts = derElements(extension.content);
      const [id] = parts;
      const value = parts.at(-1);
      if (!id || !value || id.tag !== DER.oid || oidText(id.content) !== '2.5.29.17') continue;
      for (const { tag, content } of derChildren(value.content)) {
        if (tag === 0x82) names.push(content.toString('latin1'));
        if (tag === 0x87 && (content.length === 4 || content.length === 16))
          addresses.push(formatAddress([...content]));
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { names, addresses };
}
