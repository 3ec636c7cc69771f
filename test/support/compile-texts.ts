import { join } from 'node:path';
import { compileHere } from '../../lib/definitions/compile/compile-here.ts';
import type { Answer } from '../../lib/definitions/compile/job.ts';
import { writeFiles } from './definitions.ts';
import { makeFolder } from './folder.ts';

/** Compiles YAML in this process: keys are paths below the definitions folder. TypeScript needs the child, and is refused. */
export async function compileTexts(
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const folder = join(await makeFolder(), 'probes');
  await writeFiles(folder, files);
  return await compileHere({ folders: [folder], variables, skip: [] }, () =>
    Promise.reject(new Error('TypeScript needs the child process')),
  );
}

/** Of one file `a.probe.yaml`. */
export const compileYaml = (yaml: string, variables: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  compileTexts({ 'a.probe.yaml': yaml }, variables);

/** The probes of a plan, by their names; throws with the findings where there is none. */
export function probesOf({ compiled, diagnostics }: Answer) {
  if (!compiled)
    throw new Error(diagnostics.map(({ code, message, path }) => `${code} ${path}: ${message}`).join('\n'));
  return Object.fromEntries(compiled.plan.probes.map((probe) => [probe.name, probe]));
}

/** The only probe of a plan. */
export function onlyProbe(answer: Answer) {
  const [probe, ...more] = Object.values(probesOf(answer));
  if (!probe || more.length > 0) throw new Error(`there are ${more.length + (probe ? 1 : 0)} probes`);
  return probe;
}
