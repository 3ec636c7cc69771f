import { FAULTS } from '../../lib/model/failure.ts';
import type { LogEntry } from '../../lib/model/log-entry.ts';
import type { Outcome, Result } from '../../lib/model/result.ts';
import { byteLength, cutBytes } from './cut-bytes.ts';
import { inline, isPlain } from './log-words.ts';
import { runReport } from './run-report.ts';
import type { SampleContext } from './samples.ts';
import { isTraced } from './traced.ts';

/** Below Loki's default `max_line_size` of 256 KB, whichever kilobyte is meant. */
const MAX_LINE_BYTES = 250_000;
/** Loki takes 128 entries of 64 KB together; it adds `detected_level` and `service_name` itself. */
const MAX_ENTRIES = 100;
const MAX_METADATA_BYTES = 60_000;
const MAX_VALUE_BYTES = 2_000;
/** Loki's labels, and what Loki adds: a label of the person's with such a name would stand twice. */
const TAKEN: ReadonlySet<string> = new Set(['job', 'location', 'kind', 'outcome', 'detected_level', 'service_name']);

/** Names that Grafana colours lines by. */
const LEVELS: Readonly<Record<Outcome, string>> = { up: 'info', degraded: 'warn', down: 'error', error: 'critical' };

/** What one run becomes in Loki: a pure function of its result, its probe, and where and when it ran. */
export function logEntryOf(result: Result, context: SampleContext): LogEntry {
  const { probe, location, tickMs } = context;
  return {
    labels: { job: probe.job, location, kind: probe.kind, outcome: result.outcome },
    timestampMs: tickMs,
    line: cutBytes(runReport(result, context), MAX_LINE_BYTES, (left) => `\n… cut here: ${left} more bytes`),
    metadata: metadataOf(result, context),
  };
}

function metadataOf(result: Result, { probe }: SampleContext): Readonly<Record<string, string>> {
  const why = result.failure ?? result.degraded;
  const { fault } = result;
  const last = result.attempts.at(-1)?.steps.at(-1);
  const facts = last?.observation.facts;
  const own = {
    level: LEVELS[result.outcome],
    probe: probe.name,
    instance: probe.instance,
    run: result.run,
    trace_id: isTraced(result, probe) ? result.run : undefined,
    started_at: new Date(result.startedAtMs).toISOString(),
    duration_seconds: String(Math.round(result.durationMs * 1000) / 1e6),
    attempts: String(result.attempts.length),
    reason: why?.reason,
    phase: why?.phase,
    step: why?.step,
    fault: fault && FAULTS[fault.code].name,
    code: fault?.code,
    status: facts && 'status' in facts ? facts.status?.toString() : undefined,
    address: last?.observation.address?.ip,
  };
  const entries: (readonly [string, string | undefined])[] = Object.entries(own);
  for (const name in probe.labels) {
    if (!TAKEN.has(name) && !Object.hasOwn(own, name)) entries.push([name, probe.labels[name]]);
  }
  return withinLimits(entries);
}

/** What fits, in order; ours stand first, so that it is never ours that are left out. */
function withinLimits(entries: readonly (readonly [string, string | undefined])[]): Readonly<Record<string, string>> {
  const kept: [string, string][] = [];
  let left = MAX_METADATA_BYTES;
  for (const [name, value] of entries) {
    if (value === undefined || value === '' || kept.length === MAX_ENTRIES) continue;
    const isShort = value.length <= MAX_VALUE_BYTES && isPlain(value);
    const short = isShort ? value : cutBytes(inline(value), MAX_VALUE_BYTES, () => '…');
    // Names are ASCII.
    left -= name.length + (isShort ? short.length : byteLength(short));
    if (left < 0) break;
    kept.push([name, short]);
  }
  return Object.fromEntries(kept);
}
