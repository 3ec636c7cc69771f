import type { Assertion, Comparison } from '../../model/assertion.ts';
import { allWitnesses, judge, may } from './witnesses.ts';

/** Facts with one value. Of the others (headers, JSON with wildcards, records, names) any of several may satisfy. */
const SINGLE = new Set([
  'status',
  'duration',
  'size',
  'redirects',
  'version',
  'url',
  'address',
  'rcode',
  'serial',
  'tls',
  'body',
  'reason',
]);
const SINGLE_CERTIFICATE = new Set([
  'validFor',
  'keyType',
  'keyBits',
  'selfSigned',
  'verified',
  'chainLength',
  'fingerprint',
  'serial',
]);

/** The indexes of a smallest group of assertions on one fact that no response can satisfy together; undefined when there is none. */
export function findContradiction(assertions: readonly Assertion[]): readonly number[] | undefined {
  const groups = new Map<string, number[]>();
  assertions.forEach((assertion, index) => {
    const key = keyOf(assertion);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  for (const indexes of groups.values()) {
    const group = indexes.flatMap((index) => assertions[index] ?? []);
    const found = smallest(group);
    if (found) return found.flatMap((position) => indexes[position] ?? []);
  }
  return undefined;
}

/**
 * Whether an assertion that only degrades can never be what decides: whatever misses it misses one that says down, too.
 * The index of that one.
 */
export function findOvershadow(assertions: readonly Assertion[], degraded: Assertion): number | undefined {
  if (!isSingle(degraded)) return undefined;
  const plain = (assertion: Assertion) =>
    assertion.comparison.op === 'count' ? assertion.comparison.of : assertion.comparison;
  const index = assertions.findIndex((down) => {
    if (down === degraded || down.otherwise !== 'down' || keyOf(down) !== keyOf(degraded)) return false;
    const misses = allWitnesses([plain(down), plain(degraded)], down).filter(
      (witness) => judge(plain(degraded), witness) !== true,
    );
    return misses.length > 0 && misses.every((witness) => judge(plain(down), witness) === false);
  });
  return index < 0 ? undefined : index;
}

function keyOf({ subject, field = '', comparison }: Assertion): string {
  return `${subject}\0${field}\0${comparison.op === 'count' ? 'count' : ''}`;
}

function smallest(group: readonly Assertion[]): readonly number[] | undefined {
  const first = group[0];
  if (!first) return undefined;
  const comparisons = group.map(({ comparison }) => (comparison.op === 'count' ? comparison.of : comparison));
  const witnesses = allWitnesses(comparisons, first);
  const possible = (positions: readonly number[]) =>
    witnesses.some((witness) =>
      positions.every((at) => may(comparisons[at] ?? { op: 'exists', value: true }, witness)),
    );
  const positions = comparisons.map((_, at) => at);
  for (const at of positions) if (!possible([at])) return [at];
  for (const a of positions)
    for (const b of positions) if (a < b && !together(first, comparisons, a, b, possible)) return [a, b];
  return isSingle(first) && !possible(positions) ? positions : undefined;
}

/** Whether two can hold together; where any of several values may satisfy, only presence can contradict. */
function together(
  fact: Assertion,
  comparisons: readonly Comparison[],
  a: number,
  b: number,
  possible: (positions: readonly number[]) => boolean,
): boolean {
  if (isSingle(fact)) return possible([a, b]);
  const absent = [a, b].filter((at) => {
    const comparison = comparisons[at];
    return comparison?.op === 'exists' && !comparison.value;
  });
  const demands = [a, b].some((at) => comparisons[at] && !may(comparisons[at], 'absent'));
  return !(absent.length > 0 && demands);
}

function isSingle({ subject, field = '', comparison }: Assertion): boolean {
  if (comparison.op === 'count') return true;
  if (subject === 'json') return !/[*?]|\.\.|\[[^\]]*[:,]/.test(field);
  if (subject === 'certificate') return SINGLE_CERTIFICATE.has(field);
  return SINGLE.has(subject);
}
