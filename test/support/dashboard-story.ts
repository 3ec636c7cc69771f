import { join } from 'node:path';
import { restorablesOf } from '../../bin/backend/sinks.ts';
import { replay } from '../../functions/delivery/replay.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import { openFileJournal } from '../../functions/journal/file-store.ts';
import { DEFAULT_BACKEND } from '../../lib/backend/settings.ts';
import type { Failure } from '../../lib/model/failure.ts';
import { BATCH_VERSION, type Batch, journalKey } from '../../lib/model/journal.ts';
import type { PipelineValue } from '../../lib/model/pipeline-metrics.ts';
import type { Outcome, Result, StepResult } from '../../lib/model/result.ts';
import { httpProbe, planOf } from './http-probes.ts';
import { resultOf, stepSeen, TLS } from './results.ts';
import type { StartedStack } from './started-stack.ts';

export const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const MINUTES = 120;
/** So long ago it began, in minutes before the end. */
export const CHECKOUT_DOWN = 30;
export const PARTNER_BLIND = 20;
const LOCATIONS = ['eu', 'us'] as const;
export const EXPIRES_IN_DAYS = 40;

const SLOW: Failure = { reason: 'too_slow', phase: 'expect', message: 'Took 1.2 s, expected below 0.5 s.' };
const BROKEN: Failure = { reason: 'response_timeout', phase: 'processing', message: 'No response head in time.' };
const CLOSED: Failure = { reason: 'connect_refused', phase: 'connect', message: 'The target refused the connection.' };

const of = (name: string, labels: Readonly<Record<string, string>>, muted = false) =>
  httpProbe(name, `https://${name}.test/`, { intervalMs: MINUTE_MS, labels, muted, locations: LOCATIONS });
const [front, checkout, reports, partner, beta] = [
  of('front', { team: 'shop' }),
  { ...of('checkout', { team: 'shop' }), alert: { policy: 'page', locations: 1 } as const },
  of('reports', { team: 'data' }),
  of('partner', {}),
  of('beta', { team: 'shop' }, true),
];
const logIn = {
  ...of('log-in', { team: 'shop' }),
  steps: [...front.steps, ...front.steps],
  objective: { percent: 98, windowMs: 7 * DAY_MS, good: 'up' },
};

/** What each probe of the story was, so many minutes before its end. */
const STORY: Readonly<Record<string, (ago: number, location: string) => readonly [Outcome, Failure?]>> = {
  front: () => ['up'],
  checkout: (ago, location) => (location === 'eu' && ago < CHECKOUT_DOWN ? ['down', BROKEN] : ['up']),
  reports: () => ['degraded', SLOW],
  partner: (ago, location) => (location === 'us' && ago < PARTNER_BLIND ? ['error'] : ['up']),
  beta: () => ['down', CLOSED],
  // One failed run, long over.
  'log-in': (ago, location) => (location === 'us' && ago === 60 ? ['down', BROKEN] : ['up']),
};

/** What the story is of. */
export const STORY_PROBES = [front, checkout, reports, partner, beta, logIn];

const PHASES = (['resolve', 'connect', 'tls', 'processing', 'transfer'] as const).map((name, index) => ({
  name,
  startMs: 10 * index,
  durationMs: 10,
}));

function stepOf(outcome: Outcome, endMs: number, name?: string): StepResult {
  const facts = { status: 200, version: 1.1, redirects: 0, secure: true, bodyBytes: 12 };
  const expiryMs = endMs + EXPIRES_IN_DAYS * DAY_MS;
  const tls = { ...TLS, earliestExpiryMs: expiryMs, lastChainExpiryMs: expiryMs };
  const isDown = outcome === 'down';
  const step = stepSeen('http', isDown ? { redirects: 0, secure: true } : facts, {
    phases: isDown ? PHASES.slice(0, 4) : PHASES,
    durationMs: isDown ? 40 : 50,
    lookupMs: 10,
    address: { ip: '192.0.2.1', family: 4, port: 443 },
    ...(isDown ? {} : { tls }),
  });
  return name === undefined ? step : { ...step, name };
}

function resultAt(name: string, location: string, tickMs: number, endMs: number): Result {
  const ago = Math.round((endMs - tickMs) / MINUTE_MS);
  const [outcome, why] = STORY[name]?.(ago, location) ?? ['up'];
  const steps =
    name === 'log-in' ? [stepOf('up', endMs, 'ask'), stepOf(outcome, endMs, 'enter')] : [stepOf(outcome, endMs)];
  return resultOf(outcome === 'error' ? [] : steps, {
    run: `${Object.keys(STORY).indexOf(name)}${LOCATIONS.indexOf(location as 'eu')}${tickMs.toString(16)}`.padStart(
      32,
      '0',
    ),
    probe: name,
    startedAtMs: tickMs + 15,
    durationMs: outcome === 'degraded' ? 1_200 : 50,
    outcome,
    ...(outcome === 'down' && why && { failure: why }),
    ...(outcome === 'degraded' && why && { degraded: why }),
    ...(outcome === 'error' && { fault: { code: 'PW5001', message: 'It threw.' } }),
  });
}

/** What delivery counted up to a minute: each minute ten lines, a request again, and now and then something that is refused. */
function pipelineAt(minute: number, startMs: number): PipelineValue[] {
  const sink = 'remote-write';
  const lag = 'probewright_delivery_lag_seconds';
  return [
    { name: 'probewright_delivery_delivered_items_total', labels: { sink }, value: 10 * minute, startMs },
    { name: 'probewright_delivery_rejected_items_total', labels: { sink, reason: 'too-old' }, value: minute, startMs },
    { name: 'probewright_delivery_retries_total', labels: { sink }, value: minute, startMs },
    { name: 'probewright_delivery_oldest_waiting_seconds', labels: { sink }, value: 3 },
    { name: `${lag}_bucket`, labels: { sink, le: '1' }, value: 9 * minute, startMs },
    { name: `${lag}_bucket`, labels: { sink, le: '10' }, value: 10 * minute, startMs },
    { name: `${lag}_bucket`, labels: { sink, le: '+Inf' }, value: 10 * minute, startMs },
    { name: `${lag}_sum`, labels: { sink }, value: 7 * minute, startMs },
    { name: `${lag}_count`, labels: { sink }, value: 10 * minute, startMs },
  ];
}

/** Journals two hours of a shop, up to the minute before `endMs` and it, and delivers them to a stack by its own sinks. */
export async function tellStory(started: StartedStack, folder: string, endMs: number): Promise<void> {
  const journal = await openFileJournal({
    folder: join(folder, 'journal'),
    maxAgeMs: DAY_MS,
    maxBytes: 2 ** 30,
    segmentBytes: 2 ** 23,
    clock: systemClock,
    onTrouble: ({ message }) => {
      throw new Error(message);
    },
  });
  // A shard each, with a plan of its own.
  const plans = STORY_PROBES.map((probe) => ({ probe, plan: planOf([probe]) }));
  await Promise.all(plans.map(({ plan }) => journal.savePlan(plan)));
  const startMs = endMs - MINUTES * MINUTE_MS;
  const batches = Array.from({ length: MINUTES }, (_, minute) => startMs + (minute + 1) * MINUTE_MS).flatMap(
    (tickMs, minute) => LOCATIONS.flatMap((location) => batchesAt(location, tickMs, minute)),
  );
  function batchesAt(location: string, tickMs: number, minute: number): Batch[] {
    const base = { version: BATCH_VERSION, location, tickMs } as const;
    const before = (shard: string) =>
      minute > 0 && { previous: journalKey({ location, shard, tickMs: tickMs - MINUTE_MS }) };
    const missed = minute % 50 === 49;
    return [
      ...plans.map(({ probe: { name }, plan }) => ({
        ...base,
        plan: plan.hash,
        shard: name,
        results: name === 'front' && missed ? [] : [resultAt(name, location, tickMs, endMs)],
        ...(name === 'front' && missed && { missed: 'too-old' as const }),
        ...before(name),
      })),
      { ...base, plan: '', shard: '_delivery', results: [], pipeline: pipelineAt(minute + 1, startMs) },
    ];
  }
  await Promise.all(batches.map((batch) => journal.append(batch)));
  const settings = { ...DEFAULT_BACKEND, id: 'probewright', store: { type: 'folder', path: folder } } as const;
  for (const { destination } of restorablesOf(settings, started.addresses)) {
    const { reachedMs, totals } = await replay({
      destination,
      journal,
      fromMs: startMs,
      toMs: endMs + 1,
      progressFile: join(folder, `${destination.takes}.json`),
      rate: 1e9,
      clock: systemClock,
      random: () => 0,
      signal: AbortSignal.timeout(60_000),
      onProgress: () => undefined,
    });
    const refused = totals.delivered === 0 || totals.rejectedBatches > 0;
    if (refused || reachedMs <= endMs) throw new Error(`${destination.takes}: ${JSON.stringify(totals)}`);
  }
  await journal.close();
}
