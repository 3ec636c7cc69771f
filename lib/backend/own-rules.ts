import { derive, duration } from './derived.ts';
import type { BackendSettings } from './settings.ts';

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const alert = (
  name: string,
  severity: 'page' | 'ticket',
  wait: string,
  expr: string,
  summary: string,
  remedy: string,
): AlertRule => ({
  alert: name,
  expr,
  for: wait,
  labels: { severity, part: 'backend' },
  annotations: { summary, remedy },
});

/** Alerts on the backend itself, for Prometheus to evaluate: what they look at are its own scrapes. Docs/operations.md says what to do at each. */
export function ownRules(settings: BackendSettings): object {
  const { queryOffsetMs } = derive(settings);
  const lag = duration(4 * queryOffsetMs);
  return {
    groups: [
      {
        name: 'probewright-backend',
        interval: '1m',
        rules: [
          alert(
            'BackendPartDown',
            'page',
            '2m',
            'up == 0',
            'The part {{ $labels.job }} of the backend does not answer.',
            'Look at its log; it is restarted by itself when it ends.',
          ),
          alert(
            'BackendPartMissing',
            'page',
            '5m',
            'absent(up{job="store"}) or absent(up{job="sidecar"}) or absent(up{job="query"}) or absent(up{job="compactor"})',
            'The part {{ $labels.job }} of the backend is not even known.',
            'Compare the running parts with the configuration.',
          ),
          alert(
            'CompactionHalted',
            'ticket',
            '5m',
            'thanos_compact_halted == 1',
            'The compactor has halted: blocks are neither merged nor downsampled, and nothing is deleted.',
            'Its log names the blocks; mark them for no compaction, or repair them, and restart it.',
          ),
          alert(
            'UploadOverdue',
            'page',
            '10m',
            'time() - (max(thanos_objstore_bucket_last_successful_upload_time{job="sidecar"} > 0) or max(process_start_time_seconds{job="sidecar"})) > 3 * 3600',
            'No block has been uploaded for more than three hours.',
            'What is not uploaded is in Prometheus and in the journal only. Look at the log of the sidecar.',
          ),
          alert(
            'StoreSyncOverdue',
            'ticket',
            '10m',
            'increase(thanos_blocks_meta_sync_duration_seconds_count{job="store"}[10m]) == 0 or increase(thanos_blocks_meta_sync_failures_total{job="store"}[10m]) > 0',
            'The store gateway has not looked at the bucket for ten minutes: new blocks are not answered for.',
            "Look at its log, and at the bucket's permissions.",
          ),
          alert(
            'RuleGroupsMissed',
            'page',
            '5m',
            'sum by (job, rule_group) (increase(prometheus_rule_group_iterations_missed_total[10m])) > 0',
            'The rule group {{ $labels.rule_group }} in {{ $labels.job }} takes longer than its interval: alerts come late.',
            'Give the evaluator more CPU, or the group a longer interval.',
          ),
          alert(
            'ResultsTooOld',
            'ticket',
            '0s',
            'sum(increase(prometheus_tsdb_too_old_samples_total[10m])) > 0',
            'Results were refused because they are older than the horizon.',
            'Bring them back as blocks: probewright replay --blocks-to.',
          ),
          alert(
            'ResultsMissing',
            'page',
            '10m',
            'max by (hour) (probewright_keeper_missing_runs) > 0',
            'Query counts fewer runs than the journal holds.',
            'Let the keeper restore the horizon: it does so when it is restarted.',
          ),
          alert(
            'ResultsLate',
            'ticket',
            '10m',
            `histogram_quantile(0.99, sum by (le) (rate(probewright_delivery_lag_seconds_bucket[10m]))) > ${(4 * queryOffsetMs) / 1000}`,
            `One result in a hundred is stored more than ${lag} after its tick: rules do not see it in time.`,
            'Look at the shipper and at the sinks it waits for.',
          ),
        ],
      },
    ],
  };
}
