import type * as z from 'zod';
import type { Diagnostic } from '../../model/plan.ts';
import { child, nearest, plain, type Tree } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import { flatten, type ShapeIssue } from './flatten.ts';
import { type About, missingKey, unknownKey, wrongValue } from './tell-problem.ts';

/** A finding, and the path of the value that it is about. */
export interface Problem {
  readonly path: ValuePath;
  readonly diagnostic: Diagnostic;
  /** True of an unknown key that can be passed over, since everything beside it is as it should be. */
  readonly harmless?: boolean;
}

/** Holds a tree against a schema: one finding for each thing that is wrong. */
export function shapeFindings(schema: z.ZodType, tree: Tree, about?: (path: ValuePath) => About): Diagnostic[] {
  return shapeProblems(schema, tree, about).map(({ diagnostic }) => diagnostic);
}

/** The same, with paths. A text with `${…}` may become anything, and is judged once that is put in. */
export function shapeProblems(
  schema: z.ZodType,
  tree: Tree,
  about: (path: ValuePath) => About = () => ({}),
): Problem[] {
  const parsed = schema.safeParse(plain(tree));
  if (parsed.success) return [];
  const problems = flatten(parsed.error.issues).flatMap((issue) =>
    findingsOf(issue, tree, about(issue.path)).map((diagnostic) => ({
      path: issue.path,
      diagnostic,
      harmless: issue.code === 'keys' && !issue.hidesMore,
    })),
  );
  return withoutMisspelt(problems);
}

/** What was misspelt is not missing as well; and the misspelling is then no harmless one. */
function withoutMisspelt(problems: readonly Problem[]): Problem[] {
  const keyOf = (path: ValuePath) => JSON.stringify(path);
  const missing = new Set(
    problems.filter(({ diagnostic }) => diagnostic.code === 'PW2003').map(({ path }) => keyOf(path)),
  );
  const meant = new Map(
    problems.map((problem) => [keyOf([...problem.path, problem.diagnostic.didYouMean ?? '']), problem]),
  );
  return problems.flatMap((problem) => {
    if (problem.diagnostic.code === 'PW2003' && meant.has(keyOf(problem.path))) return [];
    const isMissing = missing.has(keyOf([...problem.path, problem.diagnostic.didYouMean ?? '']));
    return [isMissing ? { ...problem, harmless: false } : problem];
  });
}

function findingsOf(issue: ShapeIssue, tree: Tree, about: About): Diagnostic[] {
  const { tree: at, depth } = nearest(tree, issue.path);
  if (issue.code === 'keys')
    return at.type === 'map' ? (issue.keys ?? []).map((key) => unknownKey(key, issue, at, about)) : [];
  const missing = issue.path[depth];
  if (missing !== undefined) return [missingKey(missing, at, about)];
  if (at.type === 'scalar' && typeof at.value === 'string' && at.value.includes('${')) return [];
  return [wrongValue(issue, at, about)];
}

/** The plain value of a key that is text; what a probe is called before it is known to be one. */
export function textOf(tree: Tree | undefined, key: string): string | undefined {
  const value = child(tree, key);
  return value?.type === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}
