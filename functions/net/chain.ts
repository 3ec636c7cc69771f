import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import { BoundedMap } from './bounded-map.ts';
import { type Certificate, isSignedBy, readCertificate } from './certificates.ts';
import { pemCertificates } from './pem.ts';

/** Signatures that are checked for one chain at most: a peer may send any number of certificates. */
const MAX_SIGNATURES = 100;

/** The certificates that end a chain, by the DER of their subject. */
type Roots = ReadonlyMap<string, readonly Certificate[]>;
const roots = new BoundedMap<string, Roots>(64);
const chains = new BoundedMap<string, readonly (readonly Certificate[])[]>(2_000);

/**
 * Over the chains from the leaf to a trusted root that are valid now: the latest of each chain's earliest expiry, in
 * unix milliseconds; undefined without such a chain. Node tells whether there is one, but not which there are.
 *
 * @param sent As the peer sent them, leaf first.
 * @param ca PEM text of the trusted, instead of the system's.
 */
export function lastChainExpiry(
  sent: readonly Certificate[],
  ca: string | undefined,
  nowMs: number,
): number | undefined {
  const name = `${ca ?? ''} ${sent.map(({ facts }) => facts.fingerprint).join(' ')}`;
  const found = chains.take(name, () => chainsOf(sent, rootsOf(ca)));
  const expiries = found
    .filter((chain) => chain.every(({ facts }) => facts.notBeforeMs <= nowMs && nowMs <= facts.notAfterMs))
    .map((chain) => Math.min(...chain.map(({ facts }) => facts.notAfterMs)));
  return expiries.length === 0 ? undefined : Math.max(...expiries);
}

function rootsOf(ca: string | undefined): Roots {
  return roots.take(ca ?? '', () => {
    const bySubject = new Map<string, Certificate[]>();
    for (const pem of ca === undefined ? getCACertificates('default') : pemCertificates(ca)) {
      const certificate = readCertificate(new X509Certificate(pem));
      const same = bySubject.get(certificate.subjectDer);
      if (same) same.push(certificate);
      else bySubject.set(certificate.subjectDer, [certificate]);
    }
    return bySubject;
  });
}

/** All chains from the leaf over what was sent to a root, in the manner of Go's `Certificate.Verify`. */
function chainsOf([leaf, ...sent]: readonly Certificate[], trusted: Roots): readonly (readonly Certificate[])[] {
  if (!leaf) return [];
  if (isAmong(trusted.get(leaf.subjectDer) ?? [], leaf)) return [[leaf]];
  const found: (readonly Certificate[])[] = [];
  let signatures = 0;
  const issued = (child: Certificate, by: Certificate) => {
    signatures += 1;
    return signatures <= MAX_SIGNATURES && child.x509.checkIssued(by.x509) && isSignedBy(child.x509, by.x509);
  };
  const extend = (chain: readonly Certificate[], last: Certificate) => {
    for (const root of trusted.get(last.issuerDer) ?? []) {
      if (!isAmong(chain, root) && issued(last, root)) found.push([...chain, root]);
    }
    for (const next of sent) {
      if (next.subjectDer !== last.issuerDer || !next.x509.ca || isAmong(chain, next)) continue;
      if (issued(last, next)) extend([...chain, next], next);
    }
  };
  extend([leaf], leaf);
  return found;
}

function isAmong(chain: readonly Certificate[], one: Certificate): boolean {
  return chain.some(({ facts }) => facts.fingerprint === one.facts.fingerprint);
}
