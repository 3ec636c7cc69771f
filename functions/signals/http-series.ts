import type { PhaseName } from '../../lib/model/failure.ts';
import type { StepResult } from '../../lib/model/result.ts';
import { type Add, factsOf, flag, phaseSeconds } from './series.ts';
import { addTls } from './tls-series.ts';

const AFTER_RESOLVE = ['connect', 'tls', 'processing', 'transfer'] as const;

/** Durations are summed over the steps; everything else is of the last step that ran. */
export function addHttp(steps: readonly StepResult[], last: StepResult, add: Add): void {
  addPhases(steps, add);
  const facts = factsOf(last, 'http');
  const answered = facts.status !== undefined;
  add('probe_http_status_code', facts.status ?? 0);
  add('probe_http_content_length', answered ? (facts.contentLength ?? -1) : 0);
  add('probe_http_uncompressed_body_length', facts.bodyBytes ?? 0);
  add('probe_http_redirects', facts.redirects);
  add('probe_http_ssl', flag(facts.secure));
  add('probe_http_version', facts.version ?? 0);
  add('probe_failed_due_to_regex', flag(missedContent(last)));
  if (facts.lastModifiedMs !== undefined) {
    add('probe_http_last_modified_timestamp_seconds', facts.lastModifiedMs / 1000);
  }
  const { tls } = last.observation;
  if (!tls || (answered && !facts.secure)) return;
  addTls(tls, add);
  add('probe_tls_cipher_info', 1, { cipher: tls.cipher });
}

function addPhases(steps: readonly StepResult[], add: Add): void {
  const sum = (phase: PhaseName) => steps.reduce((seconds, step) => seconds + doneSeconds(step, phase), 0);
  add('probe_http_duration_seconds', sum('resolve'), { phase: 'resolve' });
  if (!steps.some(({ observation }) => observation.address)) return;
  for (const phase of AFTER_RESOLVE) add('probe_http_duration_seconds', sum(phase), { phase });
}

/** What a failure in a phase leaves without a time in blackbox_exporter; which one it was says probe_failure_info. */
const UNFINISHED: Partial<Record<PhaseName, readonly PhaseName[]>> = {
  connect: ['connect'],
  tls: ['connect', 'tls'],
  processing: ['processing'],
};

/** After redirects the time of the earlier hops is in the sum as well and cannot be told apart. */
function doneSeconds(step: StepResult, phase: PhaseName): number {
  const { failure } = step.observation;
  const unfinished = failure && UNFINISHED[failure.phase]?.includes(phase);
  return unfinished && factsOf(step, 'http').redirects === 0 ? 0 : phaseSeconds(step, phase);
}

/** A header or the body was not as expected, and it was not the status already that was wrong. */
function missedContent({ checks }: StepResult): boolean {
  const missed = checks.filter((check) => !check.passed);
  const content = missed.some(({ subject }) => subject === 'header' || subject === 'body');
  return content && !missed.some(({ subject }) => subject === 'status');
}
