import { probeAlert } from './alert-rule.ts';
import type { WatchedProbe } from './probe-objective.ts';
import { durationText } from './promql.ts';
import type { PlacedRule } from './rule.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const NOW_DAYS = 3;

/** That a certificate which was seen expires. A probe that never sees one has no such series, and no such alert. */
export function certificateRules(watched: WatchedProbe): PlacedRule[] {
  if (watched.policy === 'none' || watched.probe.kind === 'dns') return [];
  const { probe } = watched;
  const windowMs = Math.max(3 * probe.intervalMs, 900_000);
  const left = `min(last_over_time(probe_ssl_earliest_cert_expiry{probe="${probe.name}"}[${durationText(windowMs)}])) - time()`;
  const rule = (severity: 'page' | 'ticket', days: number, and: string) =>
    probeAlert(watched, {
      alert: 'CertificateExpires',
      expr: `${left} < ${days * 86_400}${and}`,
      severity,
      windowMs,
      labels: { within: durationText(days * DAY_MS) },
      summary: `A certificate of ${probe.name} expires in {{ $value | humanizeDuration }}.`,
    });
  return [rule('page', NOW_DAYS, ''), rule('ticket', SOON_DAYS, ` >= ${NOW_DAYS * 86_400}`)];
}
