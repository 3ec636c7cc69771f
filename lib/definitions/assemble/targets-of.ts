import { escapeTemplate } from '../../model/template.ts';
import { finding } from '../finding.ts';
import { targetsOfText } from '../layers/target-file.ts';
import { listTargets } from '../layers/target-groups.ts';
import type { Target } from '../layers/target-names.ts';
import { textOf } from '../shape/shape-findings.ts';
import { type Entry, type MapTree, map, originOf, plain, type Site, scalar, type Tree } from '../tree/tree.ts';
import { readBeside } from './read-beside.ts';
import type { Surroundings } from './surroundings.ts';

/** The targets that `targets` names, in their order; undefined when that was reported. */
export function targetsOf(
  targets: Tree,
  { findings, onFile }: Surroundings,
  probe: string | undefined,
): readonly Target[] | undefined {
  const file = textOf(targets, 'file');
  if (file === undefined) return targets.type === 'list' ? listTargets(plain(targets) as unknown[]) : undefined;
  const text = readBeside(file, targets.site, probe, onFile);
  if (typeof text !== 'string') {
    findings.add(text);
    return undefined;
  }
  const found = targetsOfText(text, file);
  if (!('problem' in found)) return found;
  findings.add(
    finding('PW1030', {
      ...(probe !== undefined && { probe }),
      message: `«${file}»${found.line === undefined ? '' : `, line ${found.line},`} is no list of targets: ${found.problem}`,
      path: targets.site.path,
      given: file,
      allowed:
        'lines of targets; or JSON or YAML as Prometheus’ file_sd: [{ "targets": ["host:port"], "labels": { … } }]',
      remedy: 'Correct the file.',
      origin: originOf(targets.site),
    }),
  );
  return undefined;
}

/** What a target brings along, as the last layer of its probe: its labels, and a target where the probe has none of its own. */
export function targetLayer(merged: MapTree, { labels }: Target): MapTree {
  const entry = merged.entries.get('targets');
  const site = entry?.value.site ?? merged.site;
  const own = Object.entries(labels).filter(([name]) => name !== 'job');
  const entries: [string, Entry][] = [];
  if (own.length > 0) entries.push(['labels', { keySite: site, value: literals(own, site) }]);
  if (labels.job !== undefined) entries.push(['job', literal(labels.job, site)]);
  if (!merged.entries.has('target'))
    entries.push(['target', { keySite: site, value: scalar('${target.value}', site) }]);
  return map(entries, site);
}

const literal = (text: string, site: Site): Entry => ({ keySite: site, value: scalar(escapeTemplate(text), site) });
const literals = (pairs: readonly [string, string][], site: Site): MapTree =>
  map(
    pairs.map(([name, text]) => [name, literal(text, site)] as const),
    site,
  );
