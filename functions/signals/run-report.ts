import { FAULTS } from '../../lib/model/failure.ts';
import type { TlsFacts } from '../../lib/model/observation.ts';
import type { Attempt, LogLine, Result, StepResult } from '../../lib/model/result.ts';
import { factWords } from './fact-words.ts';
import { inline, quoted, timeWords } from './log-words.ts';
import type { SampleContext } from './samples.ts';

/**
 * A run as text for people: one short line when all is well, else a sentence and below it everything that was kept. It begins with the
 * probe's name, which makes it the only one of its tick in its stream: Loki takes equal lines of one moment for one.
 */
export function runReport(result: Result, context: SampleContext): string {
  const sentence = `${context.probe.name} ${verdict(result)}`;
  if (result.outcome === 'up') return `${sentence}${seenWords(result)}`;
  const { attempts, log } = result;
  return [
    sentence,
    `run ${result.run} at ${new Date(result.startedAtMs).toISOString()} from ${inline(context.location)} to ${inline(context.probe.instance)}`,
    ...attempts.flatMap((attempt, index) => attemptLines(attempt, index + 1, attempts.length)),
    ...(log.length > 0 ? ['log', ...log.map(logText)] : []),
  ].join('\n');
}

function verdict({ outcome, durationMs, ...why }: Result): string {
  if (outcome === 'up') return `up in ${timeWords(durationMs)}`;
  if (outcome === 'error') return `not looked at, through a fault of ours: ${reasonWords(why)}`;
  return `${outcome} after ${timeWords(durationMs)}: ${reasonWords(why)}`;
}

function reasonWords({ failure, degraded, fault }: Pick<Attempt, 'failure' | 'degraded' | 'fault'>): string {
  if (fault) return `${FAULTS[fault.code].name} (${fault.code}): ${inline(fault.message)}`;
  const why = failure ?? degraded;
  if (!why) return 'no reason was given';
  const step = why.step === undefined ? '' : ` of step ${inline(why.step)}`;
  return `${why.reason} in ${why.phase}${step}: ${inline(why.message)}`;
}

/** After a healthy run: what answered, and what went wrong before it. */
function seenWords({ attempts }: Result): string {
  const last = attempts.at(-1)?.steps.at(-1);
  const words = last ? factWords(last) : [];
  const earlier = attempts.slice(0, -1).map(({ failure }) => failure?.reason ?? 'a failure');
  if (earlier.length > 0) words.push(`at attempt ${attempts.length}, after ${earlier.join(', ')}`);
  return words.map((word) => ` · ${inline(word)}`).join('');
}

function attemptLines(attempt: Attempt, number: number, of: number): string[] {
  const { outcome, durationMs, startMs, steps } = attempt;
  const why = outcome === 'up' ? '' : `: ${reasonWords(attempt)}`;
  return [
    // Of a single attempt the sentence above has said it all.
    ...(of > 1
      ? [`attempt ${number} of ${of}, begun at +${timeWords(startMs)}: ${outcome} after ${timeWords(durationMs)}${why}`]
      : []),
    ...steps.flatMap((step, index) => stepLines(step, steps.length > 1 ? `${index + 1}` : '')),
  ];
}

function stepLines(step: StepResult, number: string): string[] {
  const { name, observation, checks, excerpt } = step;
  const title = ['step', number, name && inline(name)].filter((word) => word).join(' ');
  const facts = factWords(step).map(inline).join(' · ');
  const phases = observation.phases.map((phase) => `${phase.name} ${timeWords(phase.durationMs)}`).join(' · ');
  return [
    `  ${title}: ${timeWords(observation.durationMs)}${facts && ` · ${facts}`}`,
    ...(phases ? [`    phases: ${phases}`] : []),
    ...(observation.tls ? tlsLines(observation.tls) : []),
    ...(observation.failure ? [`    seen: ${reasonWords({ failure: observation.failure })}`] : []),
    ...checks.map(checkText),
    ...(excerpt?.headers ?? []).map(([header, value]) => `    header ${inline(header)}: ${inline(value)}`),
    ...(excerpt?.body === undefined ? [] : [`    body:\n${quoted(excerpt.body, '    ')}`]),
    ...(excerpt?.cut ? ['    there was more than this'] : []),
  ];
}

function tlsLines({ cipher, verified, chain }: TlsFacts): string[] {
  return [
    `    tls: ${inline(cipher)}, ${verified ? 'verified' : 'not verified'}`,
    ...chain.map(
      ({ subject, issuer, notBeforeMs, notAfterMs }) =>
        `    certificate: ${inline(subject)}, by ${inline(issuer)}, from ${dayOf(notBeforeMs)} until ${dayOf(notAfterMs)}`,
    ),
  ];
}

/** Certificates may name moments that no date can hold. */
function dayOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? 'beyond all dates' : date.toISOString().replace('.000Z', 'Z');
}

function checkText({ subject, field, expected, actual, passed, otherwise }: StepResult['checks'][number]): string {
  const about = field === undefined || field === '' ? subject : `${subject} ${inline(field)}`;
  const seen = actual === undefined ? 'nothing was seen' : `was ${inline(actual)}`;
  return `    ${passed ? 'passed' : `failed (${otherwise})`}: ${about} ${inline(expected)}; ${seen}`;
}

function logText({ atMs, level, message, fields = {} }: LogLine): string {
  const further = Object.entries(fields).map(([name, value]) => ` ${inline(name)}=${inline(String(value))}`);
  return `  +${timeWords(atMs)} ${level} ${inline(message)}${further.join('')}`;
}
