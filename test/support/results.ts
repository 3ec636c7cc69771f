import type { Check } from '../../lib/model/assertion.ts';
import type { FactsByKind, Observation, TlsFacts } from '../../lib/model/observation.ts';
import type { Attempt, Result, StepResult } from '../../lib/model/result.ts';
import type { ProbeKind } from '../../lib/model/settings.ts';

/** A result as the engine makes it, of one attempt with the steps given. */
export function resultOf(steps: readonly StepResult[], result: Partial<Result> & Partial<Attempt> = {}): Result {
  const { failure, degraded, fault, outcome = 'up', durationMs = 12.5 } = result;
  const reasons = { ...(failure && { failure }), ...(degraded && { degraded }), ...(fault && { fault }) };
  const attempt: Attempt = { startMs: 0, durationMs, outcome, ...reasons, steps };
  return {
    run: '0'.repeat(32),
    probe: 'front',
    kind: steps[0]?.kind ?? 'http',
    startedAtMs: 0,
    durationMs,
    outcome,
    attempts: [attempt],
    log: [],
    ...result,
  };
}

export function stepSeen<K extends ProbeKind>(
  kind: K,
  facts: FactsByKind[K],
  observation: Partial<Observation<K>> = {},
  checks: readonly Check[] = [],
): StepResult {
  const base = { phases: [], durationMs: 12.5, lagMs: 0, boundMs: 0, facts };
  return { kind, startMs: 0, observation: { ...base, ...observation }, checks };
}

export const TLS: TlsFacts = {
  version: 'TLS 1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  verified: true,
  chain: [
    {
      subject: 'CN=shop.test',
      issuer: 'CN=Shop authority,O=Shop',
      names: ['shop.test', 'www.shop.test'],
      addresses: ['192.0.2.1'],
      serial: '0a1b',
      fingerprint: 'ff00',
      notBeforeMs: 0,
      notAfterMs: 1_800_000_000_000,
      keyType: 'ec',
      selfSigned: false,
    },
  ],
  earliestExpiryMs: 1_800_000_000_000,
  lastChainExpiryMs: 1_900_000_000_000,
};
