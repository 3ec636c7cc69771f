import type * as z from 'zod';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { LEAVES, type LeafName } from '../schema/leaves.ts';
import { child, joinPath, type MapTree, nearest, originOf, plain, type Site, type Tree } from '../tree/tree.ts';
import { flatten, type ShapeIssue } from './flatten.ts';
import { suggest } from './suggest.ts';
import { explainKey } from './unknown-key.ts';

interface About {
  readonly probe?: string | undefined;
  /** The kind, where it is known: tells where a misplaced key belongs. */
  readonly kind?: unknown;
}

/**
 * Holds a tree against a schema: one finding for each thing that is wrong. A text with `${…}` may become anything, and is
 * judged once that is put in.
 */
export function shapeFindings(schema: z.ZodType, tree: Tree, about: About = {}): Diagnostic[] {
  const parsed = schema.safeParse(plain(tree));
  if (parsed.success) return [];
  return flatten(parsed.error.issues).flatMap((issue) => findingsOf(issue, tree, about));
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

const named = ({ probe }: About) => (probe === undefined ? {} : { probe });

function unknownKey(key: string, issue: ShapeIssue, holder: MapTree, about: About): Diagnostic {
  const site = holder.entries.get(key)?.keySite ?? holder.site;
  const allowed = issue.allowedKeys ?? [];
  const { didYouMean, remedy } = explainKey(key, allowed, issue.path, about.kind);
  const corrected = didYouMean && replaceAt(site, key, didYouMean);
  return finding('PW2001', {
    ...named(about),
    message: `There is no key «${key}» here.`,
    path: site.path,
    given: key,
    allowed: allowed.join(', '),
    ...(didYouMean && { didYouMean }),
    ...(corrected && { corrected }),
    remedy,
    origin: originOf(site),
  });
}

function missingKey(key: string | number, holder: Tree, about: About): Diagnostic {
  return finding('PW2003', {
    ...named(about),
    message: `«${key}» is missing.`,
    path: joinPath(holder.site.path, key),
    remedy: `Add ${key}.`,
    origin: originOf(holder.site),
  });
}

function wrongValue(issue: ShapeIssue, at: Tree, about: About): Diagnostic {
  const given = plain(at);
  const leaf = issue.message as LeafName;
  const words = issue.values && issue.values.length > 1 ? issue.values.slice(0, 60).join(', ') : undefined;
  const allowed = LEAVES[leaf] ?? words ?? 'another value';
  const didYouMean = suggest(leaf, given, issue.values);
  const corrected =
    didYouMean && at.type === 'scalar' && at.written ? replaceAt(at.site, at.written, didYouMean) : undefined;
  return finding(codeOf(issue, at), {
    ...named(about),
    message: `«${at.site.path}» is ${describe(at)}; it must be ${allowed.includes(', ') && !LEAVES[leaf] ? `one of ${allowed}` : allowed}.`,
    path: at.site.path,
    given: show(given),
    allowed,
    ...(didYouMean && { didYouMean }),
    ...(corrected && { corrected }),
    remedy: didYouMean
      ? remedyFor(leaf, didYouMean, given)
      : `Give ${allowed.includes(', ') && !LEAVES[leaf] ? 'one of them' : allowed}.`,
    origin: originOf(at.site),
  });
}

/** Of a bare number as a duration nobody can tell the unit: say both that are likely. */
function remedyFor(leaf: string, didYouMean: string, given: unknown): string {
  if (leaf === 'duration' && typeof given === 'number') {
    const minutes = given >= 60 && given % 60 === 0 ? `${given / 60}m` : `${given}m`;
    return `Write the unit: ${didYouMean} or ${given < 100 ? minutes : `${given}ms`}.`;
  }
  return `Write ${didYouMean}.`;
}

function codeOf({ code, message, values }: ShapeIssue, { type }: Tree): string {
  if (type === 'scalar' && (message === 'duration' || message === 'size'))
    return message === 'duration' ? 'PW2004' : 'PW2005';
  if (code === 'value' || (values && values.length > 0 && type === 'scalar')) return 'PW2006';
  return code === 'form' ? 'PW2007' : 'PW2002';
}

function describe(tree: Tree): string {
  if (tree.type === 'list') return tree.items.length === 0 ? 'an empty list' : 'a list';
  if (tree.type === 'map') return 'a map';
  return show(tree.value);
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};

/** The line with something else in the place of what was written; undefined where it does not stand there as it is. */
export function replaceAt(site: Site, written: string, instead: string): string | undefined {
  const line = site.source.line(site.line);
  const before = line?.slice(0, site.column - 1);
  if (line === undefined || before === undefined) return undefined;
  for (const form of [written, `'${written}'`, `"${written}"`]) {
    if (line.startsWith(form, before.length)) return before + instead + line.slice(before.length + form.length);
  }
  return undefined;
}

/** The plain value of a key that is text; what a probe is called before it is known to be one. */
export function textOf(tree: Tree | undefined, key: string): string | undefined {
  const value = child(tree, key);
  return value?.type === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}
