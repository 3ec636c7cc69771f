import { activeHoursText, isActive } from '../../lib/model/active-hours.ts';
import type { Probe } from '../../lib/model/probe.ts';
import { HOUR_MS } from '../journal/span.ts';
import type { ProbeSummary, State } from './api.ts';
import type { Past } from './past.ts';

/** What the list shows of a probe. */
export function summarise(probe: Probe, past: Past, nowMs: number, nextTickMs: number | undefined): ProbeSummary {
  const { name, kind, instance, muted, labels, intervalMs, activeHours } = probe;
  const state = stateOf(probe, past, nowMs);
  const isNotNow = state === 'not-now';
  const medianMs = medianOf(past);
  const day = past.hours.availability(nowMs, 24 * HOUR_MS);
  const month = past.hours.availability(nowMs, 30 * 24 * HOUR_MS);
  return {
    name,
    kind,
    instance,
    state,
    muted,
    labels,
    intervalMs,
    ...(past.sinceMs === undefined || isNotNow ? {} : { sinceMs: past.sinceMs }),
    ...(isNotNow ? {} : reasons(past)),
    strip: past.strip,
    ...(past.lastTickMs === undefined ? {} : { lastTickMs: past.lastTickMs }),
    ...(nextTickMs === undefined || isNotNow ? {} : { nextTickMs }),
    ...(activeHours === undefined ? {} : { activeHours: activeHoursText(activeHours) }),
    ...(medianMs === undefined ? {} : { medianMs }),
    ...(day === undefined ? {} : { availability24h: day }),
    ...(month === undefined ? {} : { availability30d: month }),
  };
}

function stateOf({ enabled, activeHours }: Probe, past: Past, nowMs: number): State {
  if (!enabled) return 'disabled';
  if (activeHours && !isActive(activeHours, nowMs)) return 'not-now';
  return past.outcome ?? 'waiting';
}

function reasons({ last }: Past): Pick<ProbeSummary, 'why' | 'failure' | 'fault'> {
  if (last === undefined || typeof last === 'string') return {};
  const { outcome, fault } = last.result;
  if (outcome === 'up') return {};
  const failure = last.result.failure ?? last.result.degraded;
  const why = (outcome === 'error' ? (fault ?? failure) : (failure ?? fault))?.message;
  return {
    ...(why === undefined ? {} : { why }),
    ...(failure === undefined ? {} : { failure }),
    ...(fault === undefined ? {} : { fault }),
  };
}

function medianOf({ strip }: Past): number | undefined {
  const durations = strip
    .filter(({ outcome }) => outcome === 'up' || outcome === 'degraded')
    .map(({ durationMs }) => durationMs)
    .sort((a, b) => a - b);
  const middle = durations.length / 2;
  const [low, high] = [durations[Math.ceil(middle) - 1], durations[Math.floor(middle)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
