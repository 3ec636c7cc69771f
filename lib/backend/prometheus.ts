import type { Addresses, Port } from './addresses.ts';
import { derive, duration } from './derived.ts';
import type { BackendSettings } from './settings.ts';

/** On what Prometheus scrapes of its own: two that scrape the same do not see the same, so these series are never deduplicated. */
const SCRAPED_BY = 'scraped_by';

/** The file prometheus.yml. Probes' results are pushed. */
export function prometheusConfig(
  settings: BackendSettings,
  addresses: Addresses,
  { rules, scrapes }: { readonly rules: string; readonly scrapes: string },
): object {
  const { outOfOrderMs, localRetentionMs, queryOffsetMs } = derive(settings);
  return {
    global: {
      scrape_interval: '30s',
      evaluation_interval: duration(settings.evaluationMs),
      rule_query_offset: duration(queryOffsetMs),
      external_labels: { cluster: settings.id, replica: settings.replica },
    },
    storage: {
      tsdb: { out_of_order_time_window: duration(outOfOrderMs), retention: { time: duration(localRetentionMs) } },
      exemplars: { max_exemplars: 100_000 },
    },
    // Absent until the keeper has verified a restore: a rule over a head that is not whole yet tells lies.
    rule_files: [rules],
    // Absent until then as well. The sidecar answers only for what is younger than the first sample that came in order: were that a scrape of now, all that
    // is restored would be in no answer until it is cut into blocks, hours later, and nothing would say so.
    scrape_config_files: [scrapes],
    alerting: {
      alert_relabel_configs: [{ action: 'labeldrop', regex: 'replica' }],
      alertmanagers: [{ static_configs: [{ targets: [addresses['alertmanager.http'].reach] }] }],
    },
  };
}

/** A file of scrapes: of the backend's own programs, which are all that is scraped. */
export function scrapeConfig({ replica }: BackendSettings, addresses: Addresses, scraped: readonly Port[]): object {
  return {
    scrape_configs: scraped.map((port) => ({
      job_name: port.split('.')[0],
      static_configs: [{ targets: [addresses[port].reach], labels: { [SCRAPED_BY]: replica } }],
    })),
  };
}

/** What Prometheus is started with. */
export function prometheusArgs(
  addresses: Addresses,
  paths: { readonly config: string; readonly data: string },
): string[] {
  const message = '--web.remote-write-receiver.accepted-protobuf-messages';
  return [
    `--config.file=${paths.config}`,
    `--storage.tsdb.path=${paths.data}`,
    `--web.listen-address=${addresses['prometheus.http'].listen}`,
    // Blocks go to the store as they are cut, and only the compactor merges them: what is merged here first is not uploaded.
    '--storage.tsdb.min-block-duration=2h',
    '--storage.tsdb.max-block-duration=2h',
    '--no-storage.tsdb.allow-overlapping-compaction',
    '--web.enable-lifecycle',
    '--web.enable-remote-write-receiver',
    `${message}=io.prometheus.write.v2.Request`,
    `${message}=prometheus.WriteRequest`,
    '--enable-feature=exemplar-storage,metadata-wal-records',
  ];
}
