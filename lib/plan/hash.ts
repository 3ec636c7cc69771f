import { createHash } from 'node:crypto';
import type { HashedPlan, Plan } from '../model/plan.ts';

/** JSON with the keys of every object in the order of their code units, and without spaces: one text for one value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** A plan under the name that it is stored by. */
export function hashPlan(plan: Plan): HashedPlan {
  return { hash: createHash('sha256').update(canonicalJson(plan)).digest('hex'), plan };
}
