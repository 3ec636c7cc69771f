import type { Assertion } from '../../lib/model/assertion.ts';
import type { FailureReason } from '../../lib/model/failure.ts';
import type { Observation, TlsFacts } from '../../lib/model/observation.ts';
import type { Fact } from '../../lib/model/prober.ts';

/** What assertions of every kind can be about. */
const OWN = ['duration', 'address', 'certificate', 'tls'] as const;
type OwnSubject = (typeof OWN)[number];

export function isOwnSubject(subject: Assertion['subject']): subject is OwnSubject {
  return (OWN as readonly string[]).includes(subject);
}

/** The facts that the engine looks up itself, since all kinds have them. `reason` is judged apart. */
export function ownFact(subject: OwnSubject, field: string | undefined, seen: Observation, nowMs: number): Fact {
  switch (subject) {
    case 'duration':
      return durationFact(field, seen);
    case 'address':
      return seen.address?.ip;
    case 'certificate':
      return seen.tls && certificateFact(field, seen.tls, nowMs);
    case 'tls':
      return seen.tls && tlsFact(field, seen.tls);
  }
}

/** Why such a fact is not there, to follow `is not there: `; undefined where there is no more to say. */
export function ownAbsence(subject: OwnSubject, { tls, facts }: Observation): string | undefined {
  if (tls || (subject !== 'certificate' && subject !== 'tls')) return undefined;
  return 'secure' in facts && !facts.secure ? 'there was no TLS (plain HTTP)' : 'there was no TLS';
}

function durationFact(phase: string | undefined, seen: Observation): Fact {
  if (!phase) return seen.durationMs;
  const parts = seen.phases.filter((one) => one.name === phase);
  return parts.length === 0 ? undefined : parts.reduce((sum, one) => sum + one.durationMs, 0);
}

function certificateFact(field: string | undefined, tls: TlsFacts, nowMs: number): Fact {
  const [leaf] = tls.chain;
  switch (field) {
    case 'validFor':
      return leaf && tls.earliestExpiryMs - nowMs;
    case 'names':
      return leaf && [...leaf.names, ...leaf.addresses];
    case 'verified':
      return tls.verified;
    case 'chainLength':
      return tls.chain.length;
    case 'subject':
    case 'issuer':
    case 'serial':
    case 'fingerprint':
    case 'keyType':
    case 'keyBits':
    case 'signature':
    case 'selfSigned':
      return leaf?.[field];
    default:
      return undefined;
  }
}

function tlsFact(field: string | undefined, tls: TlsFacts): Fact {
  if (field === 'version') return tls.version;
  if (field === 'cipher') return tls.cipher;
  return field === 'alpn' ? tls.alpn : undefined;
}

/** The reason that a missed assertion stands for, by what it is about. */
export const REASON_OF = {
  status: 'status_unexpected',
  header: 'header_unexpected',
  body: 'body_unexpected',
  json: 'json_unexpected',
  redirects: 'redirects_unexpected',
  url: 'redirects_unexpected',
  version: 'version_unexpected',
  size: 'size_unexpected',
  text: 'text_unexpected',
  rcode: 'rcode_unexpected',
  answer: 'answer_unexpected',
  authority: 'answer_unexpected',
  additional: 'answer_unexpected',
  serial: 'answer_unexpected',
  flag: 'answer_unexpected',
  duration: 'too_slow',
  address: 'address_unexpected',
  certificate: 'certificate_unexpected',
  tls: 'tls_unexpected',
  reason: 'reason_unexpected',
} as const satisfies Record<Assertion['subject'], FailureReason>;
