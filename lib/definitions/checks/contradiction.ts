import type { Assertion, Comparison, Range, Scalar } from '../../model/assertion.ts';

/** A value that a fact might have: a concrete one, some other text that nobody named, or nothing at all. */
type Witness = { readonly value: Scalar } | 'other-text' | 'absent';

/** What numbers a fact can be at all. */
const DOMAINS: Readonly<Record<string, readonly [least: number, greatest: number, whole: boolean]>> = {
  status: [100, 599, true],
  duration: [0, Number.POSITIVE_INFINITY, false],
  size: [0, Number.POSITIVE_INFINITY, true],
  redirects: [0, Number.POSITIVE_INFINITY, true],
  serial: [0, 0xffff_ffff, true],
  count: [0, Number.POSITIVE_INFINITY, true],
};

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

/** Every value named, one between and beyond any two numbers, and what nobody named: if none satisfies, nothing does. */
function allWitnesses(comparisons: readonly Comparison[], fact: Assertion): Witness[] {
  const named = comparisons.flatMap(valuesOf);
  const [least, greatest, whole] = DOMAINS[fact.comparison.op === 'count' ? 'count' : fact.subject] ?? [
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    false,
  ];
  const edges = named.filter((value) => typeof value === 'number');
  const around = whole ? edges.flatMap((edge) => [edge, edge - 1, edge + 1]) : between(edges);
  const numbers = [...around, Math.max(least, 0), greatest].filter(
    (value) => value >= least && value <= greatest && Number.isFinite(value) && (!whole || Number.isInteger(value)),
  );
  const numeric = least !== Number.NEGATIVE_INFINITY;
  const others: Witness[] = numeric
    ? []
    : [
        ...named.filter((value) => typeof value !== 'number').map((value) => ({ value })),
        'other-text',
        { value: true },
        { value: false },
        { value: null },
      ];
  return [...numbers.map((value) => ({ value })), ...others, 'absent'];
}

function between(edges: readonly number[]): number[] {
  const sorted = [...new Set(edges)].sort((a, b) => a - b);
  const out = [(sorted[0] ?? 0) - 1, (sorted.at(-1) ?? 0) + 1, ...sorted];
  sorted.forEach((edge, at) => {
    const next = sorted[at + 1];
    if (next !== undefined) out.push((edge + next) / 2);
  });
  return out;
}

function valuesOf(comparison: Comparison): Scalar[] {
  switch (comparison.op) {
    case 'equals':
    case 'below':
    case 'above':
    case 'atLeast':
    case 'atMost':
      return [comparison.value];
    case 'in':
      return comparison.values.flatMap((value) => (isRange(value) ? [value.from, value.to] : [value]));
    case 'not':
    case 'count':
      return valuesOf(comparison.of);
    default:
      return [];
  }
}

/** Whether the comparison may hold for the witness; true also where it cannot be known. */
function may(comparison: Comparison, witness: Witness): boolean {
  return judge(comparison, witness) !== false;
}

/** True, false, or undefined where it cannot be known. */
function judge(comparison: Comparison, witness: Witness): boolean | undefined {
  if (comparison.op === 'exists') return (witness !== 'absent') === comparison.value;
  if (comparison.op === 'not') {
    const inner = judge(comparison.of, witness);
    return inner === undefined ? undefined : !inner;
  }
  if (comparison.op === 'count') return undefined;
  if (witness === 'absent') return false;
  if (witness === 'other-text') return comparison.op === 'contains' || comparison.op === 'matches' ? undefined : false;
  return judgeValue(comparison, witness.value);
}

function judgeValue(
  comparison: Exclude<Comparison, { op: 'exists' | 'not' | 'count' }>,
  value: Scalar,
): boolean | undefined {
  switch (comparison.op) {
    case 'equals':
      return value === comparison.value;
    case 'in':
      return comparison.values.some((item) =>
        isRange(item) ? typeof value === 'number' && value >= item.from && value <= item.to : item === value,
      );
    case 'contains':
      return String(value).includes(comparison.value);
    case 'matches':
      return undefined;
    case 'below':
      return typeof value === 'number' && value < comparison.value;
    case 'above':
      return typeof value === 'number' && value > comparison.value;
    case 'atLeast':
      return typeof value === 'number' && value >= comparison.value;
    case 'atMost':
      return typeof value === 'number' && value <= comparison.value;
  }
}

function isRange(value: Scalar | Range): value is Range {
  return typeof value === 'object' && value !== null;
}
