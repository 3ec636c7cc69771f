import { RequestError } from './answer.ts';

/** A query's parameters, each at most once and none that is not known; throws RequestError 400. */
export function readQuery<const N extends string>(
  parameters: URLSearchParams,
  names: readonly N[],
): Partial<Record<N, string>> {
  const query: Partial<Record<N, string>> = {};
  for (const [name, value] of parameters) {
    const known = names.find((one) => one === name);
    if (known === undefined) {
      const allowed = names.length === 0 ? 'It takes none.' : `It takes ${names.join(', ')}.`;
      throw new RequestError(400, `There is no query parameter '${name.slice(0, 100)}' here. ${allowed}`);
    }
    if (query[known] !== undefined) throw new RequestError(400, `The query parameter '${known}' is given twice.`);
    query[known] = value;
  }
  return query;
}

/** Unix milliseconds or ISO 8601; throws RequestError 400. */
export function readTime(name: string, value: string): number {
  const time = /^\d{1,15}$/.test(value) ? Number(value) : ISO.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new RequestError(
    400,
    `The query parameter '${name}' is '${value.slice(0, 100)}'; it takes unix milliseconds (1795348800000) or ISO 8601 (2026-11-22T12:00:00Z).`,
  );
}

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;
