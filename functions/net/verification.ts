import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { FailureReason } from '../../lib/model/failure.ts';
import type { CertificateFacts } from '../../lib/model/observation.ts';

/** Why a certificate is not accepted. */
export interface Distrust {
  readonly reason: FailureReason;
  readonly message: string;
}

/** What OpenSSL says of the chain, as a reason. */
export function distrustOf(code: string, chain: readonly CertificateFacts[], nowMs: number): Distrust {
  const issuer = chain.at(-1)?.issuer ?? 'unknown';
  switch (code) {
    case 'CERT_HAS_EXPIRED': {
      const late = chain.find(({ notAfterMs }) => notAfterMs < nowMs);
      const which = late
        ? `of ${late.subject} expired at ${isoTime(late.notAfterMs)}`
        : 'in the chain of trust has expired';
      return { reason: 'tls_expired', message: `the certificate ${which}` };
    }
    case 'CERT_NOT_YET_VALID': {
      const early = chain.find(({ notBeforeMs }) => notBeforeMs > nowMs);
      const which = early
        ? `of ${early.subject} is not valid before ${isoTime(early.notBeforeMs)}`
        : 'in the chain of trust is not valid yet';
      return { reason: 'tls_not_yet_valid', message: `the certificate ${which}` };
    }
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return {
        reason: 'tls_self_signed',
        message: `the certificate is self-signed (${issuer}) and not among the trusted`,
      };
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return {
        reason: 'tls_self_signed',
        message: `the chain ends in a self-signed certificate that is not trusted: ${issuer}`,
      };
    default:
      return {
        reason: 'tls_untrusted',
        message: `the certificate does not lead to a trusted authority (${codeInWords(code)}); it is issued by ${issuer}`,
      };
  }
}

/** Whether the leaf is for this name or address (RFC 6125; the common name does not count). */
export function wrongName(
  leaf: X509Certificate,
  facts: CertificateFacts | undefined,
  name: string,
): Distrust | undefined {
  const matches =
    isIP(name) === 0
      ? leaf.checkHost(name.replace(/\.$/, ''), { subject: 'never', partialWildcards: false })
      : leaf.checkIP(name);
  if (matches !== undefined) return undefined;
  const all = [...(facts?.names ?? []), ...(facts?.addresses ?? [])];
  const holds =
    all.length === 0 ? 'it names none' : `it is for ${all.slice(0, 8).join(', ')}${all.length > 8 ? ' …' : ''}`;
  return { reason: 'tls_wrong_name', message: `the certificate is not for ${name}: ${holds}` };
}

function codeInWords(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

/** To the second; a date that no clock knows stays a number. */
function isoTime(ms: number): string {
  return Number.isNaN(ms) ? 'an unreadable date' : new Date(ms).toISOString().replace('.000', '');
}
