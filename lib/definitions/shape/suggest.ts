import { closest } from '../../model/closest.ts';
import type { LeafName } from '../schema/leaves.ts';
import { closestDuration, closestSize } from '../units.ts';

/**
 * What a person probably meant, as it would be written.
 * @param key the key that the value stands under
 */
export function suggest(leaf: string, given: unknown, key: string, values?: readonly string[]): string | undefined {
  if (leaf === 'fields') return fieldOf(key, given);
  if (leaf === 'list' && key === 'expect') return listOf(given);
  if (values && values.length > 0 && typeof given === 'string') return closestValue(given, values);
  return SUGGESTIONS[leaf as LeafName]?.(given);
}

function closestValue(given: string, values: readonly string[]): string | undefined {
  const same = values.find((value) => value.toLowerCase() === given.trim().toLowerCase());
  const [ending, ...others] = given.length > 1 ? values.filter((value) => value.endsWith(given.trim())) : [];
  return same ?? (others.length === 0 ? ending : undefined) ?? closest(given, values);
}

const number = (given: unknown): string | undefined => {
  const text = typeof given === 'string' ? given.trim().replace(/%$/, '') : '';
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : undefined;
};
const quoted = (given: unknown): string | undefined =>
  typeof given === 'number' || typeof given === 'boolean' ? `'${given}'` : undefined;

const SUGGESTIONS: Partial<Record<LeafName, (given: unknown) => string | undefined>> = {
  duration: closestDuration,
  size: closestSize,
  number,
  count: number,
  positive: number,
  percent: number,
  objective: number,
  attempts: number,
  retry: number,
  redirects: number,
  range: (given) => (typeof given === 'string' ? statusClass(given) : undefined),
  boolean: (given) => {
    if (typeof given === 'number') return given === 1 ? 'true' : given === 0 ? 'false' : undefined;
    if (typeof given !== 'string') return undefined;
    if (/^(?:true|yes|on|1)$/i.test(given)) return 'true';
    return /^(?:false|no|off|0)$/i.test(given) ? 'false' : undefined;
  },
  text: quoted,
  filled: quoted,
  headerValue: quoted,
  ticks: (given) => {
    const count = typeof given === 'string' ? /^\s*([1-9]\d*)/.exec(given)?.[1] : undefined;
    return count && `${count} ticks`;
  },
};

/** `2xx` → `200-299`, `200..299` and `200 to 299` → `200-299`. */
function statusClass(given: string): string | undefined {
  const [, hundreds] = /^([1-5])xx$/i.exec(given) ?? [];
  if (hundreds) return `${hundreds}00-${hundreds}99`;
  // `200, 301` or `200 301`: several values are a list.
  if (/^\d+(?:-\d+)?(?:(?:\s*,\s*|\s+|\s*\|\s*)\d+(?:-\d+)?)+$/.test(given))
    return `[${given.split(/[\s,|]+/).join(', ')}]`;
  const [, from, to] = /^(\d+)\s*(?:\.\.+|–|to|:)\s*(\d+)$/.exec(given) ?? [];
  return from && `${from}-${to}`;
}

/** `duration: 1s` and `certificate: 14d`: the field that such a value belongs to. */
function fieldOf(key: string, given: unknown): string | undefined {
  const duration = closestDuration(given);
  if (key === 'duration' && duration) return `{ below: ${duration} }`;
  if (key === 'certificate' && duration) return `{ validFor: ${typeof given === 'number' ? `${given}d` : duration} }`;
  return undefined;
}

/** `expect: { status: 200 }`: each expectation is an item of a list. */
function listOf(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const items = Object.entries(given).map(([subject, value]) => `{ ${subject}: ${flow(value)} }`);
  return items.length > 0 && items.join('').length < 80 ? `[${items.join(', ')}]` : undefined;
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' && /[,[\]{}#]|: /.test(value) ? `'${value}'` : String(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${flow(item)}`)
    .join(', ')} }`;
}
