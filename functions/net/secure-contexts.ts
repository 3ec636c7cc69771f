import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { FaultError } from '../../lib/model/failure.ts';
import type { TlsSettings } from '../../lib/model/settings.ts';
import { BoundedMap } from './bounded-map.ts';

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

function create({ ca, certificate, key, minVersion, maxVersion }: TlsSettings): SecureContext {
  // Not in the types of this Node yet: an intermediate among the trusted ends a chain, as in Go.
  const partial: SecureContextOptions & { allowPartialTrustChain?: boolean } = ca
    ? { ca, allowPartialTrustChain: true }
    : {};
  const old = minVersion === 'TLSv1' || minVersion === 'TLSv1.1';
  try {
    return createSecureContext({
      ...partial,
      ...(certificate && { cert: certificate }),
      ...(key && { key }),
      // The old versions sign with SHA-1, which OpenSSL permits at level 0 only.
      ...(old && { ciphers: 'DEFAULT@SECLEVEL=0' }),
      minVersion,
      maxVersion,
      ecdhCurve: GROUPS,
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The TLS settings are unusable (${why}): ca, certificate and key must be PEM text, the key must belong to the certificate, and minVersion must not be above maxVersion`;
    throw new FaultError('PW5008', message, { cause });
  }
}
