import type { FindingsAnswer, ProbeAnswer, ProbeSummary, ProbesAnswer, RunAnswer } from '../../functions/local/api.ts';
import type { Check } from '../../lib/model/assertion.ts';
import type { Failure } from '../../lib/model/failure.ts';
import type { Observation, Phase, TlsFacts } from '../../lib/model/observation.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Attempt, Excerpt, Outcome } from '../../lib/model/result.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const NO_FINDINGS: FindingsAnswer = { current: true, checkedAtMs: 1, diagnostics: [] };

/** A number in [0, 1) that is the same for the same inputs. */
function noise(seed: string, at: number): number {
  let hash = 2166136261 ^ at;
  for (const letter of seed) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

export interface SummaryOptions extends Partial<Omit<ProbeSummary, 'strip'>> {
  readonly name: string;
  readonly baseMs?: number;
  /** The outcome of the run that lies `back` runs in the past. */
  readonly outcome?: (back: number) => Outcome;
  readonly runs?: number;
  readonly lastTickMs?: number;
}

/** A summary whose strip agrees with its state. */
export function summary(options: SummaryOptions): ProbeSummary {
  const { baseMs = 120, outcome, runs = 60, ...given } = options;
  const state = given.state ?? 'up';
  const intervalMs = given.intervalMs ?? MINUTE;
  const last = given.lastTickMs ?? Math.floor(Date.now() / 10_000) * 10_000;
  const ran = state === 'waiting' || state === 'disabled' ? 0 : runs;
  const strip = Array.from({ length: ran }, (_, index) => {
    const back = ran - 1 - index;
    const what = outcome?.(back) ?? (back === 0 ? (state as Outcome) : 'up');
    const durationMs = baseMs * (0.7 + noise(given.name, index) ** 3 * 1.6) * (what === 'degraded' ? 2.2 : 1);
    const reason = what === 'down' ? 'status_unexpected' : what === 'degraded' ? 'too_slow' : undefined;
    return { tickMs: last - back * intervalMs, outcome: what, durationMs, ...(reason === undefined ? {} : { reason }) };
  });
  return {
    ...{ kind: 'http', instance: `https://${given.name}.example/`, muted: false, labels: {}, intervalMs },
    ...(ran > 0 ? { medianMs: baseMs, availability24h: 1, availability30d: 0.99987, sinceMs: last - 3 * DAY } : {}),
    ...(ran > 0 ? { lastTickMs: last, nextTickMs: last + intervalMs } : {}),
    ...given,
    state,
    strip,
  };
}

export function probesAnswer(probes: readonly ProbeSummary[], findings: FindingsAnswer = NO_FINDINGS): ProbesAnswer {
  const asOfMs = Math.max(Date.now() - 2000, ...probes.map((probe) => probe.lastTickMs ?? 0));
  return { version: '0.1.0', location: 'local', asOfMs, startedAtMs: Date.now() - 5 * DAY, probes, findings };
}

export interface RunOptions {
  readonly tickMs: number;
  readonly outcome: Outcome;
  readonly phases?: readonly Phase[];
  readonly checks?: readonly Check[];
  readonly failure?: Failure;
  readonly excerpt?: Excerpt;
  readonly tls?: TlsFacts;
  /** Attempts before the deciding one, that failed in the same way. */
  readonly before?: number;
}

export const GOOD_PHASES: readonly Phase[] = [
  { name: 'resolve', startMs: 0, durationMs: 4.2 },
  { name: 'connect', startMs: 4.2, durationMs: 11.9 },
  { name: 'tls', startMs: 16.1, durationMs: 24.5 },
  { name: 'processing', startMs: 40.6, durationMs: 61.3 },
  { name: 'transfer', startMs: 101.9, durationMs: 8.4 },
];

/** A run of an http probe, as the engine would hand it over. */
export function run(probe: string, options: RunOptions): RunAnswer {
  const phases = options.phases ?? GOOD_PHASES;
  const durationMs = Math.max(0, ...phases.map((phase) => phase.startMs + phase.durationMs));
  const observation: Observation<'http'> = {
    ...{ phases, durationMs, lagMs: 0.2, boundMs: 0.5, address: { ip: '192.0.2.7', family: 4, port: 443 } },
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    facts: { status: 200, redirects: 0, secure: true },
  };
  const failed = options.failure === undefined ? {} : failureOf(options.outcome, options.failure);
  const step = {
    ...{ kind: 'http' as const, startMs: 0, observation, checks: options.checks ?? [] },
    ...(options.excerpt === undefined ? {} : { excerpt: options.excerpt }),
  };
  const attempts: Attempt[] = Array.from({ length: (options.before ?? 0) + 1 }, (_, index) => ({
    ...{ startMs: index * (durationMs + 2000), durationMs, outcome: options.outcome, steps: [step] },
    ...failed,
  }));
  return {
    tickMs: options.tickMs,
    result: {
      ...{ run: `${probe}-${options.tickMs}`, probe, kind: 'http', startedAtMs: options.tickMs + 3, durationMs },
      ...{ outcome: options.outcome, attempts, ...failed },
      log: [
        { atMs: 0.1, level: 'info', message: 'resolving', fields: { name: 'shop.example' } },
        { atMs: 4.3, level: 'info', message: 'connected', fields: { ip: '192.0.2.7', port: 443 } },
      ],
    },
  };
}

function failureOf(outcome: Outcome, failure: Failure): { failure?: Failure; degraded?: Failure } {
  return outcome === 'degraded' ? { degraded: failure } : { failure };
}

/** A probe's definition with everything filled in. */
export function definition(name: string, more: Partial<Omit<Probe<'http'>, 'kind' | 'name'>> = {}): Probe<'http'> {
  return {
    ...{
      name,
      kind: 'http',
      target: `https://${name}.example/`,
      instance: `https://${name}.example/`,
      job: 'probewright',
    },
    ...{ intervalMs: MINUTE, timeoutMs: 10_000, locations: ['local'], labels: {} },
    steps: [
      {
        settings: {
          ...{ method: 'GET', headers: [['Accept', 'text/html']], maxRedirects: 10, maxBodyBytes: 10_485_760 },
          ...{ addressFamily: 'prefer-ip4', tls: { verify: true, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } },
        },
        expect: [
          { subject: 'status', comparison: { op: 'in', values: [{ from: 200, to: 299 }] }, otherwise: 'down' },
          { subject: 'duration', comparison: { op: 'below', value: 800 }, otherwise: 'degraded' },
        ],
        capture: [],
      },
    ],
    ...{ retry: { attempts: 2, afterMs: 2000, reasons: [] }, enabled: true, muted: false, allowLinkLocal: false },
    source: { file: 'probes/shop.probe.yaml', line: 4, column: 5 },
    ...more,
  };
}

export function tlsFacts(validMs: number, verified = true): TlsFacts {
  const now = Date.now();
  const certificate = (subject: string, issuer: string, notAfterMs: number) => ({
    ...{
      subject,
      issuer,
      names: ['shop.example', 'www.shop.example'],
      addresses: [],
      serial: '03a1f9c8d2',
      fingerprint: 'ab'.repeat(32),
    },
    ...{
      notBeforeMs: now - 60 * DAY,
      notAfterMs,
      keyType: 'ECDSA',
      keyBits: 256,
      signature: 'ecdsa-with-SHA384',
      selfSigned: false,
    },
  });
  return {
    ...{ version: 'TLS 1.3', cipher: 'TLS_AES_128_GCM_SHA256', alpn: 'http/1.1', verified },
    chain: [
      certificate('CN=shop.example', 'CN=Example Issuing CA 3,O=Example Trust', now + validMs),
      certificate('CN=Example Issuing CA 3,O=Example Trust', 'CN=Example Root', now + 900 * DAY),
    ],
    earliestExpiryMs: now + validMs,
  };
}

/** The details of a probe from its runs, oldest first. */
export function probeAnswer(of: ProbeSummary, probe: Probe, runs: readonly RunAnswer[]): ProbeAnswer {
  const last = runs.at(-1);
  const lastBad = runs.findLast((one) => one.result.outcome !== 'up');
  const lastGood = runs.findLast((one) => one.result.outcome === 'up');
  return {
    ...{ summary: of, probe },
    ...(last === undefined ? {} : { last }),
    ...(lastBad === undefined ? {} : { lastBad }),
    ...(lastGood === undefined ? {} : { lastGood }),
  };
}
