import { styleText } from 'node:util';
import type { Check } from '../../lib/model/assertion.ts';
import { MARKS } from '../../lib/model/marks.ts';
import { type Attempt, OUTCOMES, type Outcome, type StepResult } from '../../lib/model/result.ts';
import { printable } from '../text/printable.ts';
import { type Reporter, type Tested, whyOf } from './reporter.ts';
import { waterfall } from './waterfall.ts';

type Style = Parameters<typeof styleText>[0];
const STYLES: Readonly<Record<Outcome, Style>> = { up: 'green', degraded: 'yellow', down: 'red', error: 'magenta' };

/** For people: a line a probe, its phases as bars, each check with what was expected and seen, and the reason. */
export const pretty: Reporter = {
  one(tested, io) {
    io.out(render(tested, (style, text) => (io.colour ? styleText(style, text) : text)));
  },
  end(all, io) {
    const counts = OUTCOMES.map((outcome) => ({
      outcome,
      count: all.filter(({ result }) => result.outcome === outcome).length,
    }))
      .filter(({ count }) => count > 0)
      .map(({ outcome, count }) => `${count} ${outcome}`);
    io.out(`${all.length} ${all.length === 1 ? 'probe' : 'probes'}: ${counts.join(', ')}\n`);
  },
};

type Paint = (style: Style, text: string) => string;

function render(tested: Tested, paint: Paint): string {
  const { probe, result } = tested;
  const style = STYLES[result.outcome];
  const lines = [
    `${paint(style, `${MARKS[result.outcome]} ${result.outcome.toUpperCase().padEnd(8)}`)} ${paint('bold', probe.name)}  ${probe.kind} ${probe.instance}  ${ms(result.durationMs)}`,
  ];
  const why = whyOf(result);
  if (why) lines.push(`  ${paint(style, printable(why))}`);
  const last = result.attempts.at(-1);
  if (result.attempts.length > 1) lines.push(...result.attempts.map((attempt, index) => attemptLine(attempt, index)));
  for (const step of last?.steps ?? []) lines.push(...stepLines(step, paint));
  for (const line of result.outcome === 'up' ? [] : result.log) {
    lines.push(paint('dim', `  log ${ms(line.atMs).padStart(9)} ${line.level} ${printable(line.message)}`));
  }
  return `${lines.join('\n')}\n\n`;
}

function attemptLine(attempt: Attempt, index: number): string {
  const why = attempt.failure ? `: ${attempt.failure.message}` : '';
  return `  attempt ${index + 1}: ${attempt.outcome} after ${ms(attempt.durationMs)}${why}`;
}

function stepLines(step: StepResult, paint: Paint): string[] {
  const { observation } = step;
  const lines = step.name ? [`  ${paint('underline', step.name)}  ${ms(observation.durationMs)}`] : [];
  if (observation.address) lines.push(`  address     ${observation.address.ip} port ${observation.address.port}`);
  if (observation.tls) {
    const days = Math.floor((observation.tls.earliestExpiryMs - Date.now()) / 86_400_000);
    lines.push(
      `  certificate ${observation.tls.version}, ${days >= 0 ? `expires in ${days} d` : `expired ${-days} d ago`}, ${observation.tls.chain[0]?.subject ?? 'no certificate'}`,
    );
  }
  lines.push(...waterfall(observation.phases, observation.durationMs).map((line) => `  ${paint('cyan', line)}`));
  lines.push(...step.checks.map((check) => checkLine(check, paint)));
  if (step.excerpt) lines.push(...excerptLines(step.excerpt, paint));
  return lines;
}

function checkLine(check: Check, paint: Paint): string {
  const subject = check.field ? `${check.subject} ${check.field}` : check.subject;
  const seen = check.actual === undefined ? 'not seen' : check.actual;
  if (check.passed)
    return `  ${paint('green', '✓')} ${subject} ${check.expected}${check.actual === undefined ? '' : `: ${firstLine(seen)}`}`;
  return `  ${paint(check.otherwise === 'down' ? 'red' : 'yellow', '✗')} ${subject}: expected ${check.expected}, actual ${firstLine(seen)}`;
}

function excerptLines(excerpt: NonNullable<StepResult['excerpt']>, paint: Paint): string[] {
  const headers = (excerpt.headers ?? []).map(([name, value]) => `${name}: ${value}`);
  const body = (excerpt.body ?? '').split('\n').slice(0, 12);
  const text = [...headers, ...(headers.length > 0 && body.some(Boolean) ? [''] : []), ...body];
  return text.map((line) => paint('dim', `  │ ${printable(line.slice(0, 200))}`));
}

const firstLine = (text: string): string => printable(text.split('\n', 1)[0]?.slice(0, 120) ?? '');

function ms(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value.toFixed(value >= 10 ? 0 : 1)} ms`;
}
