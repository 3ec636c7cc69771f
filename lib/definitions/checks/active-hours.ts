import { closest } from '../../model/closest.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck, ValuePath } from '../types.ts';
import { correctLine, rawAt } from './draft-tools.ts';

/** A window must be somewhere on Earth, and be longer than nothing. */
export const checkActiveHours: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    const isList = Array.isArray(draft.raw.activeHours);
    for (const [index, window] of (draft.probe.activeHours ?? []).entries()) {
      const path: ValuePath = isList ? ['activeHours', index] : ['activeHours'];
      yield* timezone(draft, [...path, 'timezone'], window.timezone);
      if (window.fromMinute === window.toMinute) yield empty(draft, path);
    }
  }
};

function* timezone(draft: Draft, path: ValuePath, given: string): Generator<Diagnostic> {
  if (isTimezone(given)) return;
  const meant = closest(given, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  const corrected = meant && correctLine(draft.locate(path), given, meant);
  yield findingAt('PW3107', draft, path, {
    message: `There is no time zone '${given}'.`,
    given,
    allowed: 'a name of the IANA database, such as Europe/Berlin, America/New_York or UTC',
    ...(meant && { didYouMean: meant }),
    ...(corrected && { corrected }),
    remedy: `Write 'timezone: ${meant ?? 'Europe/Berlin'}'.`,
  });
}

/** Offsets such as `+01:00` are no zones: they know no summer. */
function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function empty(draft: Draft, path: ValuePath): Diagnostic {
  const at = String(rawAt(draft, [...path, 'from']) ?? '00:00');
  return findingAt('PW3108', draft, path, {
    message: `The active hours from ${at} to ${at} are empty: the probe would never run.`,
    given: `${at} to ${at}`,
    allowed: "two different times; 'to' before 'from' goes over midnight",
    remedy:
      "For the whole day write from: '00:00' and to: '24:00', or leave both away; to stop a probe write enabled: false.",
  });
}
