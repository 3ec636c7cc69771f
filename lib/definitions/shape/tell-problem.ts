import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { LEAVES, type LeafName } from '../schema/leaves.ts';
import { UNBUILT_KINDS } from '../schema/probe.ts';
import { joinPath, type MapTree, originOf, plain, type Site, type Tree } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import type { ShapeIssue } from './flatten.ts';
import { suggest } from './suggest.ts';
import { explainKey } from './unknown-key.ts';

/** Whose value it is. */
export interface About {
  readonly probe?: string | undefined;
  /** The kind, where it is known: tells where a misplaced key belongs. */
  readonly kind?: unknown;
}

const named = ({ probe }: About) => (probe === undefined ? {} : { probe });

export function unknownKey(key: string, issue: ShapeIssue, holder: MapTree, about: About): Diagnostic {
  const site = holder.entries.get(key)?.keySite ?? holder.site;
  const allowed = issue.allowedKeys ?? [];
  const { didYouMean, remedy } = explainKey(key, allowed, about.kind, (one) => holder.entries.has(one));
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

export function missingKey(key: string | number, holder: Tree, about: About): Diagnostic {
  return finding('PW2003', {
    ...named(about),
    message: `«${key}» is missing.`,
    path: joinPath(holder.site.path, key),
    remedy: `Add ${key}.`,
    origin: originOf(holder.site),
  });
}

export function wrongValue(issue: ShapeIssue, at: Tree, about: About): Diagnostic {
  const given = plain(at);
  const values = builtOf(issue.values ?? []);
  const leaf = issue.message as LeafName;
  const allowed = values.length > 1 && at.type === 'scalar' ? values.join(', ') : (LEAVES[leaf] ?? values.join(', '));
  const words =
    values.length > 1 && at.type === 'scalar'
      ? values.length > 12
        ? 'one of a closed list'
        : `one of ${allowed}`
      : allowed;
  const didYouMean =
    leaf === 'duration' && typeof given === 'number'
      ? unitFor(given, issue.path)[0]
      : (suggest(leaf, given, String(issue.path.at(-1)), values) ??
        suggest(leaf, given, String(issue.path.at(-1)), issue.values));
  const corrected =
    didYouMean && at.type === 'scalar' && at.written ? replaceAt(at.site, at.written, didYouMean) : undefined;
  const number = leaf === 'duration' && typeof given === 'number';
  return finding(codeOf(issue, at), {
    ...named(about),
    message: `${at.site.path === '' ? 'The file' : `«${at.site.path}»`} is ${describe(at)}; it must be ${words}.`,
    path: at.site.path,
    given: show(given),
    allowed,
    ...(didYouMean && { didYouMean }),
    ...(corrected && { corrected }),
    remedy: number
      ? `Write the unit: ${unitFor(given, issue.path).join(' or ')}.`
      : didYouMean
        ? `Write ${didYouMean}.`
        : `Give ${words}.`,
    origin: originOf(at.site),
  });
}

/** Kinds that this version cannot run are known, and are nothing to choose from. */
function builtOf(values: readonly string[]): readonly string[] {
  return UNBUILT_KINDS.every((kind) => values.includes(kind))
    ? values.filter((value) => !UNBUILT_KINDS.some((kind) => kind === value))
    : values;
}

/** Of a bare number nobody can tell the unit: the likely one first. */
function unitFor(given: number, path: ValuePath): readonly string[] {
  if (path.at(-1) === 'validFor' || path.at(-1) === 'window') return [`${given}d`];
  if (given >= 1_000 && given % 1_000 === 0) return [`${given / 1_000}s`, `${given}s`];
  if (path.includes('duration') && given >= 20) return [`${given}ms`, `${given}s`];
  const minutes = given >= 60 && given % 60 === 0 ? given / 60 : given;
  return [`${given}s`, `${minutes}m`];
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
function replaceAt(site: Site, written: string, instead: string): string | undefined {
  const line = site.source.line(site.line);
  const before = line?.slice(0, site.column - 1);
  if (line === undefined || before === undefined) return undefined;
  for (const form of [written, `'${written}'`, `"${written}"`]) {
    if (line.startsWith(form, before.length)) return before + instead + line.slice(before.length + form.length);
  }
  return undefined;
}
