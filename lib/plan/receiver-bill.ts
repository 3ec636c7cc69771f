import type { DeliverySettings } from '../model/installation.ts';
import { RECEIVER_PRICES } from './prices.ts';
import type { Usage } from './usage.ts';

/** What a receiver bills for what it is sent, a month. */
export interface ReceiverBill {
  /** `remoteWrite`, `loki`, `otlp`. */
  readonly receiver: string;
  /** `Amazon Managed Prometheus`, `Grafana Cloud`, or the host: a service of yours. */
  readonly service: string;
  /** Absent: nobody but its owner knows. */
  readonly usd?: number;
}

export function receiverBills(delivery: DeliverySettings, usage: Usage): ReceiverBill[] {
  if (delivery.mode !== 'direct') return [];
  const grafana = { paid: false };
  return (['remoteWrite', 'loki', 'otlp'] as const).flatMap((receiver) => {
    const settings = delivery[receiver];
    if (!settings) return [];
    const host = URL.parse(settings.url)?.hostname ?? settings.url;
    if (/^aps-workspaces\..*\.amazonaws\.com(?:\.cn)?$/.test(host)) {
      return [{ receiver, service: 'Amazon Managed Prometheus', usd: managedPrometheus(usage) }];
    }
    if (!/\.grafana\.net$/.test(host) || receiver === 'otlp') return [{ receiver, service: host }];
    const plan = grafana.paid ? 0 : RECEIVER_PRICES.grafanaPlan.usd;
    grafana.paid = true;
    const own = receiver === 'remoteWrite' ? grafanaMetrics(usage) : grafanaLogs(usage);
    return [{ receiver, service: 'Grafana Cloud (Pro)', usd: plan + own }];
  });
}

const FIRST = 2e9;
const NEXT = 250e9;
/** What it keeps, https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html, at two bytes a sample. */
const KEPT_MONTHS = 5;
const STORED_BYTES = 2;

function managedPrometheus({ samples }: Usage): number {
  const { ampFirst, ampNext, ampLast, ampStoredGb } = RECEIVER_PRICES;
  const first = Math.min(samples, FIRST);
  const next = Math.min(Math.max(0, samples - FIRST), NEXT);
  const last = Math.max(0, samples - FIRST - NEXT);
  const stored = (samples * STORED_BYTES * KEPT_MONTHS) / 1e9;
  return first * ampFirst.usd + next * ampNext.usd + last * ampLast.usd + stored * ampStoredGb.usd;
}

const MINUTES = 30 * 24 * 60;
const INCLUDED_SERIES = 10_000;
const INCLUDED_LOG_GB = 50;

/** The greater of series and samples a minute. https://grafana.com/docs/grafana-cloud/cost-management-and-billing/understand-your-invoice/metrics-invoice/ */
function grafanaMetrics({ series, samples }: Usage): number {
  const billed = Math.max(series, samples / MINUTES);
  return Math.max(0, billed - INCLUDED_SERIES) * RECEIVER_PRICES.grafanaSeries.usd;
}

function grafanaLogs({ logBytes }: Usage): number {
  return Math.max(0, logBytes / 1e9 - INCLUDED_LOG_GB) * RECEIVER_PRICES.grafanaLogGb.usd;
}
