import { assembleProbes } from '../../lib/definitions/assemble/assemble-probes.ts';
import { Findings } from '../../lib/definitions/assemble/findings.ts';
import { definitionFile, layerOfFile } from '../../lib/definitions/files/definition-file.ts';
import { parseBytes } from '../../lib/definitions/files/read-definition.ts';
import type { Diagnostic } from '../../lib/model/plan.ts';

/** Everything that is done with a YAML file but reading it from the disk and checking what it means: bytes to findings and probes. */
export function loadBytes(bytes: Uint8Array): { readonly findings: readonly Diagnostic[]; readonly probes: number } {
  const findings = new Findings();
  const read = parseBytes(bytes, 'probes/a.probe.yaml', '/nowhere/probes/a.probe.yaml', layerOfFile);
  const { file, findings: found } = definitionFile(read);
  findings.add(...found);
  if (!file) return { findings: findings.list, probes: 0 };
  const { defaults, ...rest } = { defaults: undefined, ...file };
  const drafts = assembleProbes(
    { ...rest, layers: defaults ? [defaults] : [] },
    {
      findings,
      onFile: () => {},
      variables: new Map(),
      locations: ['local'],
      misshapen: [],
      partial: new Map(),
      told: new Set(),
    },
  );
  return { findings: findings.list, probes: drafts.length };
}

/** What every finding must be, whatever was read; a sentence that says what is wrong with it, or undefined. */
export function faultOf({ code, message, place, remedy }: Diagnostic): string | undefined {
  if (!/^PW[1-4]\d{3}$/.test(code)) return `the code ${code}`;
  if (message.length < 10 || message.length > 4_000) return `${code}: a message of ${message.length} characters`;
  if (!place || place.line < 1 || place.column < 1) return `${code}: no place`;
  return remedy ? undefined : `${code}: no remedy`;
}
