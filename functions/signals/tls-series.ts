import type { TlsFacts } from '../../lib/model/observation.ts';
import type { Add } from './series.ts';

/** Go's zero time, which blackbox_exporter prints where no chain was verified. */
const NO_CHAIN_SECONDS = -62_135_596_800;

/** What a handshake brought. */
export function addTls(tls: TlsFacts, add: Add): void {
  const { lastChainExpiryMs } = tls;
  const [leaf] = tls.chain;
  add('probe_tls_version_info', 1, { version: tls.version });
  add(
    'probe_ssl_last_chain_expiry_timestamp_seconds',
    lastChainExpiryMs === undefined ? NO_CHAIN_SECONDS : lastChainExpiryMs / 1000,
  );
  if (!leaf) return;
  add('probe_ssl_earliest_cert_expiry', tls.earliestExpiryMs / 1000);
  add('probe_ssl_last_chain_info', 1, {
    fingerprint_sha256: leaf.fingerprint,
    issuer: leaf.issuer,
    serialnumber: leaf.serial,
    subject: leaf.subject,
    subjectalternative: leaf.names.join(','),
  });
}
