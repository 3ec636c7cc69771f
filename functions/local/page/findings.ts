import type { Diagnostic } from '../../../lib/model/plan.ts';
import type { FindingsAnswer } from '../api.ts';
import { el, keyed, part } from './dom.ts';
import { plural } from './sentences.ts';

/** The banner of what is wrong with the definition files; hidden when nothing is. */
export function createFindings(): (findings: FindingsAnswer) => void {
  const host = part('findings');
  const show = keyed(host);
  return (findings) => {
    host.hidden = findings.diagnostics.length === 0 && findings.current;
    host.dataset.severity = findings.current && !findings.diagnostics.some(isError) ? 'warning' : 'error';
    show(JSON.stringify([findings.current, findings.diagnostics]), () => [banner(findings)]);
  };
}

function banner(findings: FindingsAnswer): HTMLElement {
  const sorted = [...findings.diagnostics].sort((a, b) => Number(isError(b)) - Number(isError(a)));
  const open = !findings.current || sorted.some(isError);
  return el(
    'details',
    { open },
    el('summary', {}, el('strong', {}, headline(findings)), consequence(findings)),
    el('ol', { class: 'finding-list' }, ...sorted.map(finding)),
  );
}

function headline({ diagnostics }: FindingsAnswer): string {
  const errors = diagnostics.filter(isError).length;
  const warnings = diagnostics.length - errors;
  const counts = [errors > 0 && plural(errors, 'error'), warnings > 0 && plural(warnings, 'warning')].filter(Boolean);
  return `${counts.join(' and ') || 'Something is wrong'} in the definitions.`;
}

function consequence({ current }: FindingsAnswer): string {
  return current ? '' : ' The running set is older than the files: nothing changes until the errors are gone.';
}

function finding(diagnostic: Diagnostic): HTMLElement {
  const { place, message, given, allowed, didYouMean, remedy } = diagnostic;
  const where = place === undefined ? diagnostic.probe : `${place.file}:${place.line}:${place.column}`;
  return el(
    'li',
    { class: 'finding', 'data-severity': diagnostic.severity },
    el(
      'p',
      {},
      el('span', { class: 'severity' }, diagnostic.severity),
      el('code', { class: 'where' }, where ?? ''),
      el('span', { class: 'message' }, message),
      el('span', { class: 'code' }, diagnostic.code),
    ),
    fact('given', given),
    fact('allowed', allowed),
    didYouMean !== undefined && el('p', { class: 'fact' }, 'Did you mean ', el('code', {}, didYouMean), '?'),
    ...correction(diagnostic),
    remedy !== undefined && el('p', { class: 'fact' }, remedy),
  );
}

function fact(name: string, value: string | undefined): HTMLElement | false {
  return (
    value !== undefined && el('p', { class: 'fact' }, el('span', { class: 'key' }, `${name} `), el('code', {}, value))
  );
}

function correction({ line, corrected }: Diagnostic): HTMLElement[] {
  const lines: HTMLElement[] = [];
  if (line !== undefined) lines.push(el('del', { class: corrected === undefined ? 'diff' : 'diff wrong' }, line));
  if (corrected !== undefined) lines.push(el('ins', { class: 'diff right' }, corrected));
  return lines.length === 0 ? [] : [el('pre', { class: 'lines', tabindex: 0 }, ...lines)];
}

function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error';
}
