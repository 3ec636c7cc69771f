import type { Diagnostic } from '../../model/plan.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck } from '../types.ts';
import { assertionPath, correctLine, isWritten, rawAt } from './draft-tools.ts';
import { INTERVALS, INTERVALS_IN_WORDS, nearestIntervals } from './interval.ts';
import { durationText, listed } from './words.ts';

/** Ticks that all locations share, and attempts that fit between two of them. */
export const checkSchedule: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    yield* interval(draft);
    yield* attemptsFit(draft);
    yield* slowerThanTimeout(draft);
    yield* objective(draft);
  }
};

function* interval(draft: Draft): Generator<Diagnostic> {
  const { intervalMs } = draft.probe;
  if (INTERVALS.includes(intervalMs)) return;
  const near = nearestIntervals(intervalMs).map(durationText);
  const given = String(rawAt(draft, ['interval']) ?? durationText(intervalMs));
  const corrected = near[0] && correctLine(draft.locate(['interval']), given, near[0]);
  yield findingAt('PW3101', draft, ['interval'], {
    message: `An interval of ${given} cannot be scheduled: ticks are minutes of the clock that all locations share.`,
    given,
    allowed: INTERVALS_IN_WORDS,
    ...(corrected && { corrected }),
    remedy: `Write ${listed(near, 'or')}.`,
  });
}

function* attemptsFit(draft: Draft): Generator<Diagnostic> {
  const { intervalMs, timeoutMs, retry } = draft.probe;
  if (timeoutMs > intervalMs) {
    yield tooLong(draft, intervalMs);
    return;
  }
  const waitsMs = (retry.attempts - 1) * retry.afterMs;
  const allMs = retry.attempts * timeoutMs + waitsMs;
  if (allMs <= intervalMs) return;
  const path = isWritten(draft, ['retry']) ? ['retry'] : ['timeout'];
  const most = Math.max(1, Math.floor((intervalMs + retry.afterMs) / (timeoutMs + retry.afterMs)));
  const line = draft.locate(path).line ?? '';
  const corrected = line.replace(`attempts: ${retry.attempts}`, `attempts: ${most}`);
  yield findingAt('PW3103', draft, path, {
    message: `All attempts together can take ${durationText(allMs)}, which is longer than the interval ${durationText(intervalMs)}.`,
    given: `${retry.attempts} attempts of ${durationText(timeoutMs)}${waitsMs > 0 ? ` with ${durationText(retry.afterMs)} after each but the last` : ''}`,
    allowed: `attempts × timeout + waits of at most ${durationText(intervalMs)}`,
    ...(corrected !== line && { corrected }),
    remedy: `Write one of: ${listed(waysToFit(draft, most, waitsMs, allMs), 'or')}.`,
  });
}

function waysToFit({ probe }: Draft, most: number, waitsMs: number, allMs: number): string[] {
  const eachMs = Math.floor((probe.intervalMs - waitsMs) / probe.retry.attempts / 100) * 100;
  const interval = INTERVALS.find((one) => one >= allMs);
  return [
    `'attempts: ${most}'`,
    ...(eachMs >= 500 ? [`'timeout: ${durationText(eachMs)}'`] : []),
    ...(interval === undefined ? [] : [`'interval: ${durationText(interval)}'`]),
  ];
}

function tooLong(draft: Draft, intervalMs: number): Diagnostic {
  const given = String(rawAt(draft, ['timeout']) ?? durationText(draft.probe.timeoutMs));
  const better = durationText(
    Math.min(10_000, Math.floor((0.8 * intervalMs) / draft.probe.retry.attempts / 100) * 100),
  );
  const longer = INTERVALS.find((one) => one >= draft.probe.timeoutMs);
  const path = isWritten(draft, ['timeout']) ? ['timeout'] : ['interval'];
  const corrected = correctLine(draft.locate(path), given, better);
  return findingAt('PW3102', draft, path, {
    message: `The timeout ${given} is longer than the interval ${durationText(intervalMs)}.`,
    given,
    allowed: `at most ${durationText(intervalMs)}, the interval`,
    ...(corrected && { corrected }),
    remedy: `Write ${longer === undefined ? '' : `'interval: ${durationText(longer)}', the shortest that leaves room for ${given}, or `}'timeout: ${better}'.`,
  });
}

function* slowerThanTimeout(draft: Draft): Generator<Diagnostic> {
  const { timeoutMs, steps } = draft.probe;
  for (const [index, step] of steps.entries()) {
    for (const assertion of step.expect) {
      const { subject, comparison } = assertion;
      if (subject !== 'duration') continue;
      const bound = comparison.op === 'not' ? comparison.of : comparison;
      if (bound.op !== 'below' && bound.op !== 'above' && bound.op !== 'atLeast' && bound.op !== 'atMost') continue;
      if (bound.value <= timeoutMs) continue;
      const given = durationText(bound.value);
      const path = assertionPath(draft, index, assertion);
      const corrected = correctLine(draft.locate(path), given, durationText(timeoutMs));
      yield findingAt('PW3104', draft, path, {
        message: `The duration ${given} is longer than the timeout ${durationText(timeoutMs)}: the attempt is over before it can matter.`,
        given: `${comparison.op === 'not' ? 'not ' : ''}${bound.op} ${given}`,
        allowed: `up to ${durationText(timeoutMs)}, the timeout of one attempt`,
        ...(corrected && { corrected }),
        remedy: `Expect less than ${durationText(timeoutMs)}, or set a longer timeout.`,
      });
    }
  }
}

function* objective(draft: Draft): Generator<Diagnostic> {
  const { objective: wanted, intervalMs } = draft.probe;
  if (!wanted || wanted.percent >= 100) return;
  const ticks = wanted.windowMs / intervalMs;
  const allowedToFail = (ticks * (100 - wanted.percent)) / 100;
  if (allowedToFail >= 1) return;
  yield findingAt(
    'PW3106',
    draft,
    ['objective'],
    {
      message: `One failed tick alone breaks the objective: ${wanted.percent} % of ${Math.floor(ticks)} ticks in ${durationText(wanted.windowMs)} leaves less than one that may fail.`,
      given: `${wanted.percent} % every ${durationText(intervalMs)}`,
      allowed: `at most ${(Math.floor(10_000 * (100 - 100 / ticks)) / 10_000).toString()} % at this interval and window`,
      remedy: 'Lower the percentage, shorten the interval or lengthen the window.',
    },
    'warning',
  );
}
