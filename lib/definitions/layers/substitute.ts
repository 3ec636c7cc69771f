import { closest } from '../../model/closest.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { escapeTemplate, parseTemplate, type TemplatePart } from '../../model/template.ts';
import { finding } from '../finding.ts';
import { list, map, originOf, type ScalarTree, type ScalarValue, type Site, type Tree } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import { isTemplateField, mayUseGroups } from './template-fields.ts';

/** A value that a name stands for; a text of `each` may hold `${secret:…}` of its own and is then a template. */
export interface Known {
  readonly value: ScalarValue;
  readonly template?: boolean;
}

/** What `${…}` may name at one place. */
export interface Scope {
  readonly known: ReadonlyMap<string, Known>;
  /** Captures of the steps before the one that a path stands in, and those that come only then or later. */
  captures(path: ValuePath): { readonly before: ReadonlySet<string>; readonly later: ReadonlySet<string> };
  report(diagnostic: Diagnostic, path: ValuePath): void;
  readonly probe?: string;
}

export const RUN_TIME_NAMES = ['timestamp', 'random'] as const;
const SECRET = /^secret:[\w./-]+$/;

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

function problemOf(ref: string, site: Site, scope: Scope, path: ValuePath): Diagnostic | undefined {
  const base = {
    path: site.path,
    origin: originOf(site),
    ...(scope.probe !== undefined && { probe: scope.probe }),
    given: `\${${ref}}`,
  };
  const group = /^\d+$/.test(ref);
  const captures = scope.captures(path);
  const runTime = SECRET.test(ref) || RUN_TIME_NAMES.some((name) => name === ref) || captures.before.has(ref);
  const inLabels = path[path.length - 2] === 'labels';
  if (group && mayUseGroups(path)) return undefined;
  if (runTime && isTemplateField(path) && !inLabels) return undefined;
  if (runTime || captures.later.has(ref)) {
    if (!runTime && isTemplateField(path)) {
      return finding('PW2017', {
        ...base,
        message: `«${ref}» is captured only by this step or a later one.`,
        remedy: `Move the step that captures ${ref} in front of this one.`,
      });
    }
    return finding('PW2012', {
      ...base,
      message: `«\${${ref}}» is known only during a run, and «${site.path}» is needed before.`,
      allowed: 'target, and a kind’s path, headers, body, json, form, auth, key, query and send',
      remedy: 'Use a value of each, target.* or var: here.',
    });
  }
  return finding('PW2010', { ...base, ...unknown(ref, scope, captures.before, site) });
}

function unknown(ref: string, { known }: Scope, captures: ReadonlySet<string>, site: Site) {
  const names = [...known.keys(), ...captures];
  const didYouMean = closest(ref, [...names, ...RUN_TIME_NAMES]);
  const line = site.source.line(site.line);
  const corrected =
    didYouMean && line?.includes(`\${${ref}}`) ? line.replaceAll(`\${${ref}}`, `\${${didYouMean}}`) : undefined;
  return {
    message: `Nothing resolves «\${${ref}}».`,
    allowed: [...names.slice(0, 20), 'secret:NAME', 'var:NAME', ...RUN_TIME_NAMES].join(', '),
    ...(didYouMean && { didYouMean }),
    ...(corrected && { corrected }),
    remedy: remedyFor(ref, didYouMean),
  };
}

function remedyFor(ref: string, didYouMean: string | undefined): string {
  if (ref.startsWith('var:')) {
    const name = ref.slice(4);
    return `Add ${name} to the variables of probewright.config.ts, or give --var ${name}=VALUE.`;
  }
  if (ref.startsWith('secret:')) return 'A secret’s name has letters, digits and . _ - /: ${secret:shop/password}.';
  if (didYouMean) return `Write \${${didYouMean}}.`;
  const [, name] = /^\w+:(.+)$/.exec(ref) ?? [];
  if (name) return `Write \${var:${name}} for a variable, or \${secret:${name}} for a secret.`;
  return 'Correct the name, declare it under each, or write $${ for the characters themselves.';
}

function unclosed(tree: ScalarTree, scope: Scope): Diagnostic {
  return finding('PW2011', {
    message: 'A ${ is opened and never closed.',
    path: tree.site.path,
    origin: originOf(tree.site),
    ...(scope.probe !== undefined && { probe: scope.probe }),
    given: String(tree.value),
    remedy: 'Close it with }, or write $${ for the characters themselves.',
  });
}
