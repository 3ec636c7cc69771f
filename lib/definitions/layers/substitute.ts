import { escapeTemplate, parseTemplate, type TemplatePart } from '../../model/template.ts';
import { list, map, type ScalarTree, type Tree } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import { problemOf, unclosed } from './reference-problems.ts';
import type { Scope } from './scope.ts';
import { isTemplateField } from './template-fields.ts';

/** Puts in what is known now, everywhere below; what is known only during a run stays, where that is possible. */
export function substitute(tree: Tree, scope: Scope, path: ValuePath = []): Tree {
  if (tree.type === 'list') {
    const items = tree.items.map((item, index) => substitute(item, scope, [...path, index]));
    return items.some((item, index) => item !== tree.items[index]) ? list(items, tree.site) : tree;
  }
  if (tree.type === 'scalar') return substituteScalar(tree, scope, path);
  let changed = false;
  const entries = [...tree.entries].map(([key, entry]) => {
    const value = substitute(entry.value, scope, [...path, key]);
    if (value !== entry.value) changed = true;
    return [key, value === entry.value ? entry : { ...entry, value }] as const;
  });
  return changed ? map(entries, tree.site) : tree;
}

function substituteScalar(tree: ScalarTree, scope: Scope, path: ValuePath): Tree {
  if (typeof tree.value !== 'string' || !tree.value.includes('${')) return tree;
  const parsed = parseTemplate(tree.value);
  if (parsed.unclosed !== undefined) {
    scope.report(unclosed(tree, scope), path);
    return tree;
  }
  const [only] = parsed.parts;
  if (only && 'ref' in only && parsed.parts.length === 1) {
    const known = scope.known.get(only.ref);
    if (known && typeof known.value !== 'string') return { ...tree, value: known.value };
  }
  const parts = resolve(parsed.parts, tree, scope, path);
  return parts ? { ...tree, value: written(parts, isTemplateField(path)) } : tree;
}

/** The parts with known names put in; undefined when something was reported. */
function resolve(
  parts: readonly TemplatePart[],
  tree: ScalarTree,
  scope: Scope,
  path: ValuePath,
): TemplatePart[] | undefined {
  const resolved: TemplatePart[] = [];
  let fine = true;
  for (const part of parts) {
    const known = 'ref' in part ? scope.known.get(part.ref) : undefined;
    if (!('ref' in part)) resolved.push(part);
    else if (known?.template) resolved.push(...parseTemplate(String(known.value)).parts);
    else if (known) resolved.push({ text: String(known.value) });
    else resolved.push(part);
  }
  for (const part of resolved) {
    if (!('ref' in part)) continue;
    const problem = problemOf(part.ref, tree.site, scope, path);
    if (problem) {
      scope.report(problem, path);
      fine = false;
    }
  }
  return fine ? resolved : undefined;
}

/** In a template literal text is escaped again, so that the run gives it back; elsewhere it is the text itself. */
function written(parts: readonly TemplatePart[], asTemplate: boolean): string {
  if (!asTemplate) return parts.map((part) => ('text' in part ? part.text : '')).join('');
  let result = '';
  let text = '';
  for (const part of parts) {
    if ('text' in part) text += part.text;
    else {
      result += `${escapeTemplate(text)}\${${part.ref}}`;
      text = '';
    }
  }
  return result + escapeTemplate(text);
}
