import { closest } from '../../model/closest.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { originOf, type ScalarTree, type Site } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import { RUN_TIME_NAMES, type Scope } from './scope.ts';
import { isTemplateField, mayUseGroups } from './template-fields.ts';

const SECRET = /^secret:[\w./-]+$/;

/** Why a name in `${…}` cannot stand where it does; undefined where it can. */
export function problemOf(ref: string, site: Site, scope: Scope, path: ValuePath): Diagnostic | undefined {
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

export function unclosed(tree: ScalarTree, scope: Scope): Diagnostic {
  return finding('PW2011', {
    message: 'A ${ is opened and never closed.',
    path: tree.site.path,
    origin: originOf(tree.site),
    ...(scope.probe !== undefined && { probe: scope.probe }),
    given: String(tree.value),
    remedy: 'Close it with }, or write $${ for the characters themselves.',
  });
}
