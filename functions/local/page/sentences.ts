import type { ProbeSummary, State } from '../api.ts';
import { type Bucket, bucketOf, countBuckets, TROUBLE } from './buckets.ts';
import { formatAge, formatDuration } from './format.ts';

/** What a state is called on the page. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  down: 'down',
  error: 'error',
  degraded: 'degraded',
  waiting: 'waiting',
  up: 'up',
  'not-now': 'not now',
  disabled: 'disabled',
};

/** What a state means, for tooltips and the help. */
export const STATE_MEANINGS: Readonly<Record<Bucket, string>> = {
  down: 'The target is at fault.',
  error: 'We failed to look: our own fault, the target may be fine.',
  degraded: 'It works, but not as well as expected.',
  waiting: 'Not run yet.',
  up: 'All that was expected came true.',
  muted: 'Run and judged, but nobody is told.',
  'not-now': 'Not run now: outside of its active hours.',
  disabled: 'Not run at all: enabled: false.',
};

/** The state of everything in one sentence. */
export function verdict(probes: readonly ProbeSummary[], nowMs: number): string {
  const counts = countBuckets(probes);
  if (probes.length === 0) return 'There are no probes yet.';
  const parts = troubles(probes);
  if (parts.length > 0) return `${parts.join(', ')}.`;
  if (counts.up === 0 && counts.waiting > 0) return 'Waiting for the first runs.';
  if (counts.up === 0) {
    return counts['not-now'] > 0 ? 'Nothing is watched now: outside of all active hours.' : 'Nothing here is watched.';
  }
  if (counts.waiting > 0) return `${are(counts.up, 'up')}, ${counts.waiting} waiting for the first run.`;
  return `${counts.up === 1 ? 'The one probe is up' : `All ${counts.up} probes are up`}${lastChange(probes, nowMs)}.`;
}

/** The first part names its probe, if it is only one, and says what is counted. */
function troubles(probes: readonly ProbeSummary[]): string[] {
  const parts: string[] = [];
  for (const bucket of TROUBLE) {
    const inIt = probes.filter((probe) => bucketOf(probe) === bucket);
    const [only, second] = inIt;
    if (only === undefined) continue;
    const what = bucket === 'error' ? 'could not be looked at' : bucket;
    const is = bucket === 'error' ? '' : second === undefined ? 'is ' : 'are ';
    if (parts.length > 0) parts.push(`${inIt.length} ${what}`);
    else parts.push(`${second === undefined ? only.name : plural(inIt.length)} ${is}${what}`);
  }
  return parts;
}

function lastChange(probes: readonly ProbeSummary[], nowMs: number): string {
  const newest = Math.max(...probes.map((probe) => probe.sinceMs ?? 0));
  return newest > 0 ? `; the last change was ${formatAge(nowMs - newest)} ago` : '';
}

/** The reason in one sentence, or what else is worth a line. */
export function rowReason(probe: ProbeSummary): string {
  if (probe.state === 'disabled') return 'Not run: enabled: false.';
  if (probe.state === 'not-now') return `Not run now, only ${probe.activeHours}.`;
  if (probe.state === 'up' || probe.state === 'waiting') return '';
  return probe.why ?? probe.failure?.message ?? probe.fault?.message ?? '';
}

/** `Down since 03:12: status 502, expected 200-299`; `moment` tells the time. */
export function stateSentence(probe: ProbeSummary, moment: (ms: number) => string): string {
  if (probe.state === 'waiting') return 'Waiting for its first run';
  if (probe.state === 'disabled') return 'Not run: enabled: false';
  if (probe.state === 'not-now') return `Not now: it runs ${probe.activeHours}`;
  const since = probe.sinceMs === undefined ? '' : ` since ${moment(probe.sinceMs)}`;
  const reason = rowReason(probe);
  return `${capital(STATE_WORDS[probe.state])}${since}${reason === '' ? '' : `: ${continued(reason)}`}`;
}

/** One run of the strip, in words. */
export function runSentence(run: ProbeSummary['strip'][number], clock: (ms: number) => string): string {
  const reason = run.reason === undefined ? '' : `, ${run.reason}`;
  return `${clock(run.tickMs)} ${STATE_WORDS[run.outcome]}${reason}, ${formatDuration(run.durationMs)}`;
}

/** What a screen reader is told of changes; at most three by name. */
export function announcement(changed: readonly ProbeSummary[]): string {
  const named = changed.slice(0, 3).map((probe) => {
    const reason = rowReason(probe);
    return `${probe.name} is ${STATE_WORDS[probe.state]}${reason === '' ? '.' : `: ${continued(reason)}`}`;
  });
  const more = changed.length - named.length;
  return [...named, ...(more > 0 ? [`${plural(more)} more changed.`] : [])].join(' ');
}

export function plural(count: number, one = 'probe'): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** A sentence as it goes on after a colon: `Status 502` → `status 502`, but `TLS …` stays. */
export function continued(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function are(count: number, what: string): string {
  return `${plural(count)} ${count === 1 ? 'is' : 'are'} ${what}`;
}
