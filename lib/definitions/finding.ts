import type { Diagnostic } from '../model/plan.ts';
import type { Draft, Origin, ValuePath } from './types.ts';

type Details = Omit<Diagnostic, 'code' | 'severity' | 'place' | 'line'> & { readonly origin?: Origin };

/** A finding; `PW4…` are warnings, all others errors unless told otherwise. */
export function finding(
  code: string,
  { origin, ...details }: Details,
  severity: Diagnostic['severity'] = code.startsWith('PW4') ? 'warning' : 'error',
): Diagnostic {
  return {
    code,
    severity,
    ...bounded(details),
    ...(origin && { place: origin.place }),
    ...(origin?.line !== undefined && { line: origin.line }),
  };
}

/** Longer than any text of ours; what a file holds may be of any length. */
const MOST = 2_000;

function bounded<T extends object>(details: T): T {
  const cut = (text: unknown) => (typeof text === 'string' && text.length > MOST ? `${text.slice(0, MOST)}…` : text);
  return Object.fromEntries(Object.entries(details).map(([key, text]) => [key, cut(text)])) as T;
}

/** A finding about one value of a probe: its place, its path and the probe's name are filled in. */
export function findingAt(
  code: string,
  draft: Draft,
  path: ValuePath,
  details: Omit<Details, 'origin' | 'path' | 'probe'>,
  severity?: Diagnostic['severity'],
): Diagnostic {
  const all = { ...details, probe: draft.probe.name, path: draft.pathOf(path), origin: draft.locate(path) };
  return finding(code, all, severity);
}
