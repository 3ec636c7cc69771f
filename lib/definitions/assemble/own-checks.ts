import { KINDS } from '../../model/settings.ts';
import { finding } from '../finding.ts';
import type { Known } from '../layers/scope.ts';
import { type Problem, textOf } from '../shape/shape-findings.ts';
import { child, type MapTree, originOf } from '../tree/tree.ts';

const TARGETS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    http: 'https://shop.example/',
    tcp: 'shop.example:22',
    tls: 'shop.example:443',
    dns: '192.0.2.53',
  }),
);
const exampleTarget = (tree: MapTree): string => TARGETS.get(textOf(tree, 'kind') ?? '') ?? 'https://shop.example/';

/** What a probe cannot be without, once all layers are merged. */
export function requiredKeys(tree: MapTree): Problem[] {
  const name = child(tree, 'name');
  const probe = name?.type === 'scalar' ? String(name.value) : undefined;
  return ['name', 'kind', 'target'].flatMap((key) => {
    if (tree.entries.has(key)) return [];
    const diagnostic = finding('PW2003', {
      ...(probe !== undefined && { probe }),
      message: `The probe has no ${key}.`,
      path: tree.site.path === '' ? key : `${tree.site.path}.${key}`,
      ...(key === 'kind' && { allowed: KINDS.join(', ') }),
      remedy: key === 'kind' ? kindRemedy(tree) : `Add ${key}: ${key === 'name' ? 'shop-front' : exampleTarget(tree)}.`,
      origin: originOf(tree.site),
    });
    return [{ diagnostic, path: [key] }];
  });
}

function kindRemedy(tree: MapTree): string {
  const settings = KINDS.find((kind) => tree.entries.get(kind)?.keySite.layer === 'probe');
  const target = child(tree, 'target');
  const isUrl = target?.type === 'scalar' && /^https?:/.test(String(target.value));
  const kind = settings ?? (isUrl ? 'http' : undefined);
  return kind ? `Add kind: ${kind}.` : 'Add kind: http, tcp, tls or dns, to the probe or to the defaults.';
}

/** Settings of another kind that the probe itself gives; those that defaults give to everybody are no mistake. */
export function ownKindOnly(tree: MapTree, probe: string | undefined, kind: string | undefined): Problem[] {
  const named = probe === undefined ? {} : { probe };
  const problems: Problem[] = [];
  for (const other of KINDS) {
    const site = tree.entries.get(other)?.keySite;
    if (other === kind || kind === undefined || site?.layer !== 'probe') continue;
    problems.push({
      path: [other],
      diagnostic: finding('PW2008', {
        ...named,
        message: `The probe is of the kind ${kind}, and has settings of the kind ${other}.`,
        path: site.path,
        given: other,
        allowed: kind,
        remedy: `Write them under ${kind}, or change the kind to ${other}.`,
        origin: originOf(site),
      }),
    });
  }
  const steps = tree.entries.get('steps')?.keySite;
  if (steps && kind !== 'http' && kind !== undefined) {
    problems.push({
      path: ['steps'],
      diagnostic: finding('PW2019', {
        ...named,
        message: `A ${kind} probe has no steps; only http has.`,
        path: steps.path,
        remedy: 'Make one probe of each step.',
        origin: originOf(steps),
      }),
    });
  }
  return problems;
}

/** A capture that has the name of something that is known before the run. */
export function nameClashes(tree: MapTree, probe: string | undefined, known: ReadonlyMap<string, Known>): Problem[] {
  const steps = child(tree, 'steps');
  if (steps?.type !== 'list') return [];
  return steps.items.flatMap((step) => {
    const captures = child(step, 'capture');
    if (captures?.type !== 'map') return [];
    return [...captures.entries]
      .filter(([name]) => known.has(name))
      .map(([name, { keySite }]) => ({
        path: ['steps'],
        diagnostic: finding('PW2013', {
          ...(probe !== undefined && { probe }),
          message: `«\${${name}}» has two meanings: the capture, and the axis of each with the value ${JSON.stringify(plainOf(known.get(name)))}.`,
          path: keySite.path,
          given: name,
          remedy: 'Rename the capture or the axis.',
          origin: originOf(keySite),
        }),
      }));
  });
}

const plainOf = (known: Known | undefined): unknown => known?.value;
