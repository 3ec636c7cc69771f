import type * as z from 'zod';
import { KEYS } from '../schema/leaves.ts';
import type { ValuePath } from '../types.ts';

/** One thing that is wrong with a shape, at the value that has it. */
export interface ShapeIssue {
  readonly path: ValuePath;
  /** The schema's message: the name of an entry of LEAVES, or `keys …`. */
  readonly message: string;
  readonly code: 'type' | 'form' | 'value' | 'keys';
  /** Of unknown keys. */
  readonly keys?: readonly string[];
  readonly allowedKeys?: readonly string[];
  /** Of an unknown key beside which nothing else could be judged. */
  readonly hidesMore?: boolean;
  /** Of a closed list. */
  readonly values?: readonly string[];
}

type Issue = z.core.$ZodIssue;

/** Zod's issues without its unions: of each union the branch that was meant, or, where none can be told, the union itself. */
export function flatten(issues: readonly Issue[], prefix: ValuePath = []): ShapeIssue[] {
  return issues.flatMap((issue) => flattenOne(issue, [...prefix, ...(issue.path as (string | number)[])]));
}

function flattenOne(issue: Issue, path: ValuePath): ShapeIssue[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return [{ path, message: issue.message, code: 'keys', keys: issue.keys, allowedKeys: allowedOf(issue.message) }];
    case 'invalid_value':
      return [{ path, message: issue.message, code: 'value', values: issue.values.map(String) }];
    case 'invalid_union':
      return flattenUnion(issue, path);
    case 'invalid_type':
      return [{ path, message: issue.message, code: 'type' }];
    case 'invalid_key':
    case 'invalid_element':
      return flatten(issue.issues, path);
    default:
      return [{ path, message: issue.message, code: 'form' }];
  }
}

const allowedOf = (message: string): string[] =>
  message.startsWith(KEYS) ? message.slice(KEYS.length).split(' ') : [];

type Branch = readonly Issue[];
/** The value is not of the branch's type at all. */
const mismatched = (branch: Branch): boolean =>
  branch.some(
    ({ path, code, ...rest }) =>
      path.length === 0 &&
      (code === 'invalid_type' ||
        code === 'invalid_value' ||
        (code === 'invalid_union' && 'errors' in rest && rest.errors.every(mismatched))),
  );
const unknownKeys = (branch: Branch): string[] =>
  branch.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : []));

function flattenUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: ValuePath): ShapeIssue[] {
  const meant = issue.errors.filter((branch) => !mismatched(branch));
  const whole = meant.filter((branch) => unknownKeys(branch).length === 0);
  const [best] = [...(whole.length > 0 ? whole : meant.length === 1 ? meant : [])].sort((a, b) => a.length - b.length);
  if (best) return flatten(best, path);
  if (meant.length > 1) return [unknownInAll(meant, path) ?? { path, message: issue.message, code: 'type' }];
  const values = issue.errors.flatMap((branch) =>
    branch.flatMap((one) => (one.code === 'invalid_value' ? one.values.map(String) : [])),
  );
  return [{ path, message: issue.message, code: 'type', ...(values.length > 0 && { values }) }];
}

/** A key that no branch knows, with the keys of all of them. */
function unknownInAll(branches: readonly Branch[], path: ValuePath): ShapeIssue | undefined {
  const [first = [], ...rest] = branches.map(unknownKeys);
  const keys = first.filter((key) => rest.every((others) => others.includes(key)));
  if (keys.length === 0) return undefined;
  const allowed = branches.flatMap((branch) =>
    branch.flatMap((issue) => (issue.code === 'unrecognized_keys' ? allowedOf(issue.message) : [])),
  );
  return { path, message: 'map', code: 'keys', keys, allowedKeys: [...new Set(allowed)], hidesMore: true };
}
