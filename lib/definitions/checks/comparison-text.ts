import type { Assertion, Comparison } from '../../model/assertion.ts';
import { durationText } from './words.ts';

/** An assertion in the words of a definition: `status in 200-299`, `duration below 800ms`. */
export function assertionText({ subject, field, comparison }: Assertion): string {
  const time = subject === 'duration' || field === 'validFor';
  return [subject, field, comparisonText(comparison, time)].filter(Boolean).join(' ');
}

function comparisonText(comparison: Comparison, time: boolean): string {
  switch (comparison.op) {
    case 'not':
    case 'count':
      return `${comparison.op} ${comparisonText(comparison.of, time && comparison.op === 'not')}`;
    case 'in':
      return `in ${comparison.values.map((value) => (typeof value === 'object' && value !== null ? `${value.from}-${value.to}` : JSON.stringify(value))).join(', ')}`;
    case 'matches':
      return `matches ${comparison.pattern.text}`;
    case 'exists':
      return `exists: ${comparison.value}`;
    default:
      return `${comparison.op} ${time && typeof comparison.value === 'number' ? durationText(comparison.value) : JSON.stringify(comparison.value)}`;
  }
}
