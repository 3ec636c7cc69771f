import type { WrittenProbe } from '../../authoring/options.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { KINDS, type ProbeKind } from '../../model/settings.ts';
import { expandProbe } from '../expand/expand-probe.ts';
import type { Expansion } from '../expand/expansion.ts';
import { finding } from '../finding.ts';
import { type Known, substitute } from '../layers/substitute.ts';
import { probeSchema } from '../schema/probe.ts';
import { shapeFindings, textOf } from '../shape/shape-findings.ts';
import { child, type MapTree, nearest, originOf, plain } from '../tree/tree.ts';
import type { Draft, ValuePath } from '../types.ts';
import { createDraft } from './draft.ts';
import { nameClashes, ownKindOnly, requiredKeys } from './own-checks.ts';
import { readBeside } from './read-beside.ts';
import { scopeOf } from './scope.ts';
import type { Surroundings } from './surroundings.ts';
import { isUnbuiltKind, warnOfUnbuilt } from './unbuilt.ts';

/** An unknown key is reported and otherwise ignored, so that what the rest means is checked in the same go. */
const IGNORABLE = 'PW2001';

/** A merged probe as a draft; undefined where its shape is wrong (reported) or its kind is not built yet. */
export function completeProbe(
  merged: MapTree,
  known: ReadonlyMap<string, Known>,
  surroundings: Surroundings,
): Draft | undefined {
  const { findings } = surroundings;
  const problems: Diagnostic[] = [];
  const scope = { ...scopeOf(known, merged, findings), report: (one: Diagnostic) => problems.push(one) };
  const tree = substitute(merged, scope) as MapTree;
  const name = textOf(tree, 'name');
  const kind = textOf(tree, 'kind');
  if (kind !== undefined && isUnbuiltKind(kind, tree, name, surroundings)) return undefined;
  problems.push(...shapeFindings(probeSchema, tree, { probe: name, kind }));
  problems.push(...requiredKeys(tree), ...ownKindOnly(tree, name, kind), ...nameClashes(tree, name, known));
  warnOfUnbuilt(tree, surroundings);
  const draft =
    isKind(kind) && problems.every(({ code }) => code === IGNORABLE)
      ? expand(tree, kind, problems, surroundings)
      : undefined;
  findings.add(...problems);
  if (draft && problems.every(({ code }) => code === IGNORABLE)) return draft;
  if (name !== undefined) {
    const { place, line } = originOf(child(tree, 'name')?.site ?? tree.site);
    surroundings.misshapen.push({ name, place, ...(line !== undefined && { line }) });
  }
  return undefined;
}

const isKind = (kind: string | undefined): kind is ProbeKind => KINDS.some((one) => one === kind);

function expand(tree: MapTree, kind: ProbeKind, problems: Diagnostic[], { locations }: Surroundings): Draft {
  const written = plain(tree) as WrittenProbe;
  const siteOf = (path: ValuePath) => nearest(tree, path).tree.site;
  const expansion: Expansion = {
    kind,
    report(code, path, details) {
      const site = siteOf(path);
      problems.push(finding(code, { ...details, probe: written.name, path: site.path, origin: originOf(site) }));
    },
    readText(file, path) {
      const text = readBeside(file, siteOf(path), written.name);
      if (typeof text === 'string') return text;
      problems.push(text);
      return undefined;
    },
  };
  return createDraft(expandProbe(written, originOf(tree.site).place, locations, expansion), tree);
}
