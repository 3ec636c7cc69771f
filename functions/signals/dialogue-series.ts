import type { FactsByKind } from '../../lib/model/observation.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { StepResult } from '../../lib/model/result.ts';
import { type Add, factsOf, flag } from './series.ts';
import { addTls } from './tls-series.ts';

const OWN_LABELS = new Set(['job', 'instance', 'probe', 'location']);

/** tcp: what the dialogue came to, once there was a connection (with TLS from the first byte, once that stood). */
export function addTcp(step: StepResult, probe: Probe, add: Add): void {
  const secure = probe.kind === 'tcp' && (probe.steps[0]?.settings.secure ?? false);
  const { failedDueToPattern, failedDueToBytes, expectInfo } = factsOf(step, 'tcp');
  if (connected(step, secure)) {
    add('probe_failed_due_to_regex', flag(failedDueToPattern));
    add('probe_failed_due_to_bytes', flag(failedDueToBytes));
  }
  for (const labels of distinct(expectInfo)) add('probe_expect_info', 1, labels);
  if (step.observation.tls) addTls(step.observation.tls, add);
}

/** tls: the protocol's own words before the handshake are a dialogue, too. */
export function addTlsKind(step: StepResult, probe: Probe, add: Add): void {
  const spoken = probe.kind === 'tls' && probe.steps[0]?.settings.startTls !== undefined;
  if (connected(step, !spoken)) {
    add('probe_failed_due_to_regex', flag(step.observation.failure?.reason === 'dialogue_mismatch'));
    add('probe_failed_due_to_bytes', 0);
  }
  if (step.observation.tls) addTls(step.observation.tls, add);
}

function connected({ observation }: StepResult, handshakeFirst: boolean): boolean {
  const phase = observation.failure?.phase;
  return phase !== 'resolve' && phase !== 'connect' && !(phase === 'tls' && handshakeFirst);
}

type Labels = FactsByKind['tcp']['expectInfo'][number];

/** Two moves may find the same; a series stands once. */
function distinct(written: readonly Labels[]): readonly Labels[] {
  const all = written.map(labelled);
  const key = (labels: Labels) => JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  return [...new Map(all.map((labels) => [key(labels), labels])).values()];
}

/** Names that Prometheus takes: one that it does not would cost the whole page. Those that every series has already are left out. */
function labelled(written: Labels): Labels {
  const named = Object.entries(written).map(
    ([name, value]) => [name.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d|$)/, '_'), value] as const,
  );
  return Object.fromEntries(named.filter(([name]) => !OWN_LABELS.has(name)));
}
