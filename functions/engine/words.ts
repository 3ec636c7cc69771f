import type { Assertion, Comparator, Comparison, Range, Scalar, Subject } from '../../lib/model/assertion.ts';
import type { Fact } from '../../lib/model/prober.ts';
import type { Quantifier } from './compare.ts';
import { durationWords } from './duration-words.ts';

/** How a comparison is named on its own (`in 200-299`) and after «expected» (`200-299`, `to match /x/`). */
const VERBS = {
  equals: ['equals', ''],
  not: ['not', 'not'],
  in: ['in', ''],
  contains: ['contains', 'to contain'],
  matches: ['matches', 'to match'],
  below: ['below', 'below'],
  above: ['above', 'above'],
  atLeast: ['at least', 'at least'],
  atMost: ['at most', 'at most'],
  exists: ['exists', 'to exist'],
  count: ['count', 'a count of'],
} as const satisfies Record<Comparator, readonly [alone: string, afterExpected: string]>;

type About = Pick<Assertion, 'subject' | 'field'>;

/** What an assertion is about: `status`, `header content-type`, `duration of connect`. */
export function subjectWords({ subject, field }: About): string {
  if (!field || isQuantifier(field)) return subject;
  return subject === 'duration' ? `duration of ${field}` : `${subject} ${field}`;
}

/** The expectation of a check, in words: `in 200-299`, `below 800ms`. */
export function expectedWords(assertion: Assertion): string {
  return comparisonWords(assertion.comparison, assertion, 0);
}

/** The same, to stand after «expected»: `200-299`, `every one to match /x/`. */
export function expectedPhrase(assertion: Assertion): string {
  const phrase = comparisonWords(assertion.comparison, assertion, 1);
  if (assertion.field === 'every') return `every one ${phrase}`;
  return assertion.field === 'none' ? `none ${phrase}` : phrase;
}

/** Whether a field says how many of several values must satisfy. */
export function isQuantifier(field: string | undefined): field is Quantifier {
  return field === 'any' || field === 'every' || field === 'none';
}

/** What was seen, in words; undefined when it was not seen. Cut at `max` characters. */
export function actualWords(fact: Fact, about: About, max: number): string | undefined {
  if (fact === undefined) return undefined;
  if (typeof fact !== 'object' || fact === null) return cut(valueWords(shorten(fact, max), about), max);
  if (fact.length === 0) return 'nothing';
  const shown = fact.slice(0, 20).map((value) => valueWords(shorten(value, max), about));
  return cut(fact.length > 20 ? `${shown.join(', ')} and ${fact.length - 20} more` : shown.join(', '), max);
}

/** So that a body of megabytes is not quoted before it is cut. */
function shorten(value: Scalar, max: number): Scalar {
  return typeof value === 'string' && value.length > max ? value.slice(0, max) : value;
}

export function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

function comparisonWords(comparison: Comparison, about: About, form: 0 | 1): string {
  const verb = VERBS[comparison.op][form];
  const rest = operandWords(comparison, about, form);
  if (comparison.op === 'exists' && !comparison.value) return form === 0 ? 'does not exist' : 'not to exist';
  return [verb, rest].filter((word) => word !== '').join(' ');
}

function operandWords(comparison: Comparison, about: About, form: 0 | 1): string {
  switch (comparison.op) {
    case 'equals':
      return valueWords(comparison.value, about);
    case 'in':
      return comparison.values.map((one) => memberWords(one, about)).join(', ');
    case 'contains':
      return JSON.stringify(comparison.value);
    case 'matches':
      return `/${comparison.pattern.text}/`;
    case 'below':
    case 'above':
    case 'atLeast':
    case 'atMost':
      return valueWords(comparison.value, about);
    case 'not':
      return comparisonWords(comparison.of, about, form);
    case 'count':
      return comparisonWords(comparison.of, { subject: 'redirects' }, form);
    case 'exists':
      return '';
  }
}

function memberWords(one: Scalar | Range, about: About): string {
  return typeof one === 'object' && one !== null ? `${one.from}-${one.to}` : valueWords(one, about);
}

/** Subjects whose texts are words of their own and need no quotation marks. */
const BARE: readonly Subject[] = ['reason', 'rcode', 'address', 'tls', 'url', 'flag', 'certificate'];

/** Subjects whose texts are DNS records: their fields are told apart by tabs, which nobody wants to read as `\t`. */
const RECORDS: readonly Subject[] = ['answer', 'authority', 'additional'];

function valueWords(value: Scalar, { subject, field }: About): string {
  if (typeof value === 'string') {
    if (BARE.includes(subject)) return value;
    return JSON.stringify(RECORDS.includes(subject) ? value.replaceAll('\t', ' ') : value);
  }
  if (typeof value !== 'number') return String(value);
  if (subject === 'duration') return durationWords(value);
  if (subject === 'certificate' && field === 'validFor') {
    return value < 0 ? `expired ${durationWords(-value)} ago` : durationWords(value);
  }
  return subject === 'size' ? `${value} bytes` : String(value);
}
