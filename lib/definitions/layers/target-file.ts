import { plain } from '../tree/tree.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { groupTargets, isRecord } from './target-groups.ts';
import type { Target } from './target-names.ts';

/** The targets of a file's text: lines (`#` begins a comment), or by its ending (json, yaml, yml) a Prometheus file_sd list. */
export function targetsOfText(
  text: string,
  name: string,
): readonly Target[] | { readonly problem: string; readonly line?: number } {
  if (/\.(?:json|ya?ml)$/i.test(name)) return targetsOfData(text, name);
  const targets: Target[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(?:^|\s)#.*$/, '').trim();
    if (line !== '') targets.push({ value: line, labels: {} });
  }
  return targets;
}

function targetsOfData(
  text: string,
  name: string,
): readonly Target[] | { readonly problem: string; readonly line?: number } {
  // JSON is YAML; tabs between JSON tokens are not a matter here.
  const { tree, findings } = parseYaml(
    /\.json$/i.test(name) ? text.replaceAll('\t', ' ') : text,
    name,
    name,
    () => 'targets',
  );
  const [first] = findings;
  if (first) return { problem: first.message, ...(first.place && { line: first.place.line }) };
  const data = tree ? plain(tree) : [];
  if (!Array.isArray(data)) return { problem: 'It holds no list.' };
  const targets: Target[] = [];
  for (const [index, item] of data.entries()) {
    const group =
      typeof item === 'string' ? [{ value: item, labels: {} }] : isRecord(item) ? groupTargets(item) : undefined;
    if (!group) return { problem: `Entry ${index + 1} is no { targets: [...], labels: {...} }.` };
    targets.push(...group);
  }
  return targets;
}
