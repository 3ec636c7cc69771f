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
    ...details,
    ...(origin && { place: origin.place }),
    ...(origin?.line !== undefined && { line: origin.line }),
  };
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
