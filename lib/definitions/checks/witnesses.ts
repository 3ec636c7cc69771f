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

/** Every value named, one between and beyond any two numbers, and what nobody named: if none satisfies, nothing does. */
export function allWitnesses(comparisons: readonly Comparison[], fact: Assertion): Witness[] {
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
export function may(comparison: Comparison, witness: Witness): boolean {
  return judge(comparison, witness) !== false;
}

/** True, false, or undefined where it cannot be known. */
export function judge(comparison: Comparison, witness: Witness): boolean | undefined {
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
