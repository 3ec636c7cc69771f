import type { Check } from '../../../lib/model/assertion.ts';
import type { Attempt, Excerpt, LogLine, StepResult } from '../../../lib/model/result.ts';
import type { ProbeKind } from '../../../lib/model/settings.ts';
import type { RunAnswer } from '../api.ts';
import { el, scrolling, spoken } from './dom.ts';
import { formatDuration } from './format.ts';
import { glyph } from './glyph.ts';
import { STATE_WORDS } from './sentences.ts';

const BODIES: Readonly<Record<ProbeKind, string>> = { http: 'Body', dns: 'Answer', tcp: 'Dialogue', tls: 'Dialogue' };

/** Everything that a run has to say besides its phases: reason, checks, excerpt, attempts, log. */
export function runReport({ result }: RunAnswer): HTMLElement[] {
  const last = result.attempts.at(-1);
  const steps = last?.steps ?? [];
  return [
    ...reason(result),
    ...steps.flatMap(stepReport),
    ...(result.attempts.length > 1 ? [attempts(result.attempts)] : []),
    ...(result.log.length > 0 ? [log(result.log)] : []),
  ];
}

function reason(result: RunAnswer['result']): HTMLElement[] {
  const bad = result.failure ?? result.degraded;
  if (result.fault !== undefined) {
    const { code, message } = result.fault;
    return [el('p', { class: 'reason' }, message), el('p', { class: 'soft' }, 'Our own fault: ', el('code', {}, code))];
  }
  if (bad === undefined) return [];
  const step = bad.step === undefined ? '' : `, step «${bad.step}»`;
  const where = el(
    'p',
    { class: 'soft' },
    el('code', {}, bad.reason),
    ' in the phase ',
    el('code', {}, bad.phase),
    step,
  );
  return [el('p', { class: 'reason' }, bad.message), where];
}

function stepReport(step: StepResult): HTMLElement[] {
  return [
    ...(step.name === undefined ? [] : [el('h4', {}, step.name)]),
    ...(step.checks.length > 0 ? [checks(step.checks)] : []),
    ...(step.excerpt === undefined ? [] : excerpt(step.kind, step.excerpt)),
  ];
}

function checks(all: readonly Check[]): HTMLElement {
  const head = el('tr', {}, ...['', 'Check', 'Expected', 'Actual'].map((text) => el('th', { scope: 'col' }, text)));
  const rows = all.map((check) => {
    const bucket = check.passed ? 'up' : check.otherwise;
    return el(
      'tr',
      { 'data-bucket': bucket },
      el('td', { class: 'mark' }, glyph(bucket), spoken(check.passed ? 'passed' : `not passed, ${check.otherwise}`)),
      el('th', { scope: 'row' }, [check.subject, check.field].filter(Boolean).join(' ')),
      el('td', {}, check.expected),
      el('td', { class: 'actual' }, check.actual ?? 'not seen'),
    );
  });
  return scrolling(el('table', { class: 'checks' }, el('thead', {}, head), el('tbody', {}, ...rows)));
}

function excerpt(kind: ProbeKind, { headers, body, cut }: Excerpt): HTMLElement[] {
  const parts: HTMLElement[] = [];
  if (headers !== undefined && headers.length > 0) {
    const text = headers.map(([name, value]) => `${name}: ${value}`).join('\n');
    parts.push(fold(`Headers (${headers.length})`, text, false));
  }
  if (body !== undefined && body !== '')
    parts.push(fold(`${BODIES[kind]}${cut === true ? ' (the beginning)' : ''}`, body, true));
  return parts;
}

function fold(title: string, text: string, open: boolean): HTMLElement {
  return el('details', { open }, el('summary', {}, title), el('pre', { tabindex: 0 }, text));
}

function attempts(all: readonly Attempt[]): HTMLElement {
  const items = all.map((attempt) => {
    const bad = attempt.failure ?? attempt.degraded ?? attempt.fault;
    const words = `${attempt.startMs < 1 ? 'at once' : `after ${formatDuration(attempt.startMs)}`}, took ${formatDuration(attempt.durationMs)}`;
    const outcome = el(
      'b',
      { 'data-bucket': attempt.outcome },
      glyph(attempt.outcome),
      ` ${STATE_WORDS[attempt.outcome]}`,
    );
    return el('li', {}, outcome, ` ${words}`, bad !== undefined && el('span', { class: 'soft' }, ` ${bad.message}`));
  });
  return el(
    'details',
    { open: true },
    el('summary', {}, `${all.length} attempts`),
    el('ol', { class: 'attempts' }, ...items),
  );
}

function log(lines: readonly LogLine[]): HTMLElement {
  const rows = lines.map((line) => {
    const fields = Object.entries(line.fields ?? {})
      .map(([key, value]) => ` ${key}=${value}`)
      .join('');
    return el(
      'tr',
      { 'data-level': line.level },
      el('td', { class: 'time' }, formatDuration(line.atMs)),
      el('td', {}, line.level),
      el('td', {}, line.message, el('span', { class: 'soft' }, fields)),
    );
  });
  const table = scrolling(el('table', { class: 'log' }, el('tbody', {}, ...rows)));
  return el('details', {}, el('summary', {}, `Log (${lines.length})`), table);
}
