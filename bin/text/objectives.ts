import type { ObjectiveReport } from '../../lib/rules/report.ts';
import { printable } from './printable.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** More pages a year than that by blips alone are said. */
const FEW = 0.2;

/** A line for each objective: what it sees, and how fast. Objectives that say the same stand together. */
export function objectiveLines(reports: readonly ObjectiveReport[]): string[] {
  const byWords = new Map<string, string[]>();
  for (const report of reports) {
    const words = objectiveWords(report);
    byWords.set(words, [...(byWords.get(words) ?? []), printable(report.probe)]);
  }
  return [...byWords].map(([words, names]) => `${namesText(names)}: ${words}`);
}

/** `99.9 % over 30d: pages after 3 min of total outage; 1 % errors seen after 6 h p50, 9 h p95` */
function objectiveWords({
  percent,
  windowMs,
  told,
  outageMs,
  errors,
  tickCost,
  falsePagesPerYear,
}: ObjectiveReport): string {
  const share = `${Number((errors.share * 100).toPrecision(3))} % errors`;
  const seen =
    errors.p50Ms === null
      ? `${share} are perhaps never seen`
      : `${share} seen after ${amountText(errors.p50Ms)} p50, ${errors.p95Ms === null ? 'perhaps never p95' : `${amountText(errors.p95Ms)} p95`}`;
  const parts =
    told === 'none'
      ? ['nobody is told']
      : [`${told === 'page' ? 'pages' : 'a ticket'} after ${amountText(outageMs)} of total outage`, seen];
  if (tickCost > 1) parts.push('one failed tick exceeds the budget');
  else if (tickCost > 0.05) parts.push(`one failed tick is ${Math.round(tickCost * 100)} % of the budget`);
  if (told === 'page' && falsePagesPerYear > FEW) {
    parts.push(`about ${falsePagesPerYear.toFixed(1)} false pages a year if a run in 1,000 fails by itself`);
  }
  return `${percent} % over ${amountText(windowMs)}: ${parts.join('; ')}`;
}

/** Rounded up, so that it is kept. */
function amountText(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.ceil(ms / 1000)} s`;
  if (ms < HOUR_MS) return `${Math.ceil(ms / MINUTE_MS)} min`;
  if (ms <= 48 * HOUR_MS) return `${Math.ceil(ms / HOUR_MS)} h`;
  return `${Math.ceil(ms / (24 * HOUR_MS))} d`;
}

const SHOWN = 3;

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
