import type { Signals } from '../../lib/model/delivery.ts';
import type { LogEntry } from '../../lib/model/log-entry.ts';

/** A line of a probe at location eu-west-1; the stream is told apart by its outcome. */
export function lineAt(timestampMs: number, line: string, outcome: LogEntry['labels']['outcome'] = 'up'): LogEntry {
  return {
    labels: { job: 'probewright', location: 'eu-west-1', kind: 'http', outcome },
    timestampMs,
    line,
    metadata: { probe: 'front', run: line },
  };
}

export function logsOnly(logs: readonly LogEntry[]): Signals {
  return { samples: [], logs, spans: [] };
}
