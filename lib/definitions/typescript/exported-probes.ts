import { placeOf } from '../../authoring/call-place.ts';
import type { WrittenProbe } from '../../authoring/options.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { originAt } from './import-problems.ts';

/** Lists in lists are looked into so far. */
const MOST_DEPTH = 16;

/** The probes among a module's exports, in (nested) lists too, each once; exports of other sorts are nobody's business. */
export function exportedProbes(
  module: object,
  file: string,
  nameOf: (path: string) => string,
): { probes: Set<WrittenProbe>; findings: Diagnostic[] } {
  const probes = new Set<WrittenProbe>();
  const findings: Diagnostic[] = [];
  const look = (value: unknown, name: string, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return;
    if (value instanceof Promise) findings.push(promised(name, file, nameOf));
    else if (Array.isArray(value)) for (const item of value) look(item, name, depth + 1);
    else if (isProbe(value)) probes.add(value);
  };
  for (const [name, value] of Object.entries(module)) look(value, name, 0);
  return { probes, findings };
}

/** Made by a builder, or a copy of what one made. */
function isProbe(value: object): value is WrittenProbe {
  return placeOf(value) !== undefined && 'kind' in value && 'name' in value;
}

function promised(name: string, file: string, nameOf: (path: string) => string): Diagnostic {
  return finding('PW1027', {
    message: `The export «${name}» is a promise; what it holds is not seen.`,
    given: name,
    remedy: `Await it: export const ${name === 'default' ? 'probes' : name} = await …`,
    origin: originAt({ file, line: 1, column: 1 }, nameOf),
  });
}

/** A file named as one of probes that exports none: perhaps one of helpers. */
export function noProbes(file: string, nameOf: (path: string) => string): Diagnostic {
  return finding(
    'PW1029',
    {
      message: 'No export of the file is a probe.',
      remedy: 'Export the probes, or name a file of helpers without .probe.',
      origin: originAt({ file, line: 1, column: 1 }, nameOf),
    },
    'warning',
  );
}
