import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { FaultError } from '../../lib/model/failure.ts';
import type { TlsSettings, TlsVersion } from '../../lib/model/settings.ts';
import { BoundedMap } from './bounded-map.ts';
import { pemCertificates } from './pem.ts';

/** Not in the types of this Node yet. */
type Options = SecureContextOptions & { readonly allowPartialTrustChain?: boolean };

/** Making a context costs as much as half a handshake, so those in use are kept. */
const contexts = new BoundedMap<string, SecureContext>(256);

/**
 * The key shares offered: a plain one first, since the hybrid default costs a tenth of a handshake and is seldom
 * needed; a server that wants it asks again.
 */
const GROUPS = 'X25519:prime256v1:secp384r1:secp521r1:X25519MLKEM768';

/**
 * The context for these settings.
 * @throws FaultError PW5008 when certificate, key or authorities are not usable PEM text
 */
export function secureContextFor(settings: TlsSettings): SecureContext {
  const { ca = '', certificate = '', key = '', minVersion, maxVersion } = settings;
  const name = createHash('sha256')
    .update(JSON.stringify([ca, certificate, key, minVersion, maxVersion]))
    .digest('base64');
  return contexts.take(name, () => create(settings));
}

const VERSIONS: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

function create({ ca, certificate, key, minVersion, maxVersion }: TlsSettings): SecureContext {
  if (ca && pemCertificates(ca).length === 0) throw unusable('ca holds no certificate in PEM form');
  if (VERSIONS.indexOf(minVersion) > VERSIONS.indexOf(maxVersion)) {
    throw unusable(`minVersion ${minVersion} is above maxVersion ${maxVersion}`);
  }
  const old = minVersion === 'TLSv1' || minVersion === 'TLSv1.1';
  const options: Options = {
    minVersion,
    maxVersion,
    ecdhCurve: GROUPS,
    // The old versions sign with SHA-1, which OpenSSL permits at level 0 only.
    ...(old && { ciphers: 'DEFAULT@SECLEVEL=0' }),
    // An intermediate among the trusted ends a chain, as in Go.
    ...(ca && { ca, allowPartialTrustChain: true }),
    ...(certificate && { cert: certificate }),
    ...(key && { key }),
  };
  try {
    return createSecureContext(options);
  } catch (cause) {
    throw unusable(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function unusable(why: string, cause?: unknown): FaultError {
  const need = 'ca, certificate and key must be PEM text, and the key must belong to the certificate';
  return new FaultError('PW5008', `The TLS settings are unusable (${why}): ${need}`, { cause });
}
