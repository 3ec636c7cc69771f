import type { WrittenProbe } from '../../authoring/options.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { KINDS, type ProbeKind } from '../../model/settings.ts';
import { expandProbe } from '../expand/expand-probe.ts';
import type { Expansion } from '../expand/expansion.ts';
import { finding } from '../finding.ts';
import type { Known } from '../layers/scope.ts';
import { substitute } from '../layers/substitute.ts';
import { probeSchema } from '../schema/probe.ts';
import { type Problem, shapeProblems, textOf } from '../shape/shape-findings.ts';
import { child, type MapTree, map, nearest, originOf, pathIn, plain } from '../tree/tree.ts';
import type { Draft, ValuePath } from '../types.ts';
import { createDraft } from './draft.ts';
import { nameClashes, ownKindOnly, requiredKeys } from './own-checks.ts';
import { readBeside } from './read-beside.ts';
import { scopeOf } from './scope.ts';
import type { Surroundings } from './surroundings.ts';
import { isUnbuiltKind, warnOfUnbuilt } from './unbuilt.ts';

/** Without these nothing can be said of a probe. */
const NEEDED = ['name', 'kind'];

/**
 * A merged probe as a draft. Keys whose values have the wrong shape (reported) are left out of it and put to
 * `surroundings.partial`, so that what the others mean is checked in the same go. Undefined where too little is left, or
 * where the kind is not built yet.
 */
export function completeProbe(
  merged: MapTree,
  known: ReadonlyMap<string, Known>,
  surroundings: Surroundings,
): Draft | undefined {
  const { findings } = surroundings;
  const problems: Problem[] = [];
  const report = (diagnostic: Diagnostic, path: ValuePath) => problems.push({ diagnostic, path });
  const tree = substitute(merged, { ...scopeOf(known, merged, findings), report }) as MapTree;
  const name = textOf(tree, 'name');
  const kind = textOf(tree, 'kind');
  if (kind !== undefined && isUnbuiltKind(kind, tree, name, surroundings)) return undefined;
  problems.push(...shapeProblems(probeSchema, tree, () => ({ probe: name, kind })));
  const meant = new Set(problems.map(({ diagnostic }) => diagnostic.didYouMean));
  problems.push(...requiredKeys(tree).filter(({ path: [key] }) => !meant.has(String(key))));
  problems.push(...ownKindOnly(tree, name, kind), ...nameClashes(tree, name, known));
  const leftOut = leftOutOf(problems, tree);
  const draft =
    isKind(kind) && !NEEDED.some((key) => leftOut.has(key))
      ? expand(tree, kind, leftOut, problems, surroundings)
      : undefined;
  findings.add(...problems.map(({ diagnostic }) => diagnostic));
  warnOfUnbuilt(tree, leftOut, surroundings);
  if (draft && leftOut.size > 0) surroundings.partial.set(draft, leftOut);
  if (!draft) noteName(name, tree, surroundings);
  return draft;
}

const isKind = (kind: string | undefined): kind is ProbeKind => KINDS.some((one) => one === kind);

/** The keys of the probe that something is wrong with, and the needed ones that are not there. */
function leftOutOf(problems: readonly Problem[], tree: MapTree): Set<string> {
  const spoilt = problems.filter(({ harmless }) => !harmless).map(({ path: [key] }) => String(key));
  return new Set([...spoilt, ...[...NEEDED, 'target'].filter((key) => !tree.entries.has(key))]);
}

function noteName(name: string | undefined, tree: MapTree, { misshapen }: Surroundings): void {
  if (name === undefined) return;
  const { place, line } = originOf(child(tree, 'name')?.site ?? tree.site);
  misshapen.push({ name, place, ...(line !== undefined && { line }) });
}

function expand(
  tree: MapTree,
  kind: ProbeKind,
  leftOut: Set<string>,
  problems: Problem[],
  { locations, onFile }: Surroundings,
): Draft {
  const rest = map(
    [...tree.entries].filter(([key]) => !leftOut.has(key)),
    tree.site,
  );
  const written = plain(rest) as WrittenProbe;
  const siteOf = (path: ValuePath) => nearest(tree, path).tree.site;
  const add = (diagnostic: Diagnostic, path: ValuePath) => {
    problems.push({ diagnostic, path });
    leftOut.add(String(path[0]));
  };
  const expansion: Expansion = {
    kind,
    report(code, path, details) {
      const about = { probe: written.name, path: pathIn(tree, path), origin: originOf(siteOf(path)) };
      add(finding(code, { ...details, ...about }), path);
    },
    readText(file, path) {
      const text = readBeside(file, siteOf(path), written.name, onFile);
      if (typeof text === 'string') return text;
      add(text, path);
      return undefined;
    },
  };
  return createDraft(expandProbe(written, originOf(tree.site).place, locations, expansion), rest);
}
