import { basename } from 'node:path';
import type { Installation } from '../../model/installation.ts';
import { type Diagnostic, type Location, PLAN_VERSION, type Plan } from '../../model/plan.ts';
import { hashPlan } from '../../plan/hash.ts';
import { assembleProbes } from '../assemble/assemble-probes.ts';
import { Findings, inOrder } from '../assemble/findings.ts';
import type { Surroundings } from '../assemble/surroundings.ts';
import { MEANING_CHECKS } from '../checks/all.ts';
import { standsWithout } from '../checks/on-partial.ts';
import { readInstallations } from '../config/read-installations.ts';
import { type ConfigRead, knownLocations, LOCAL, variablesOf, withoutConfig } from '../config/resolve-config.ts';
import { explain } from '../explain.ts';
import { displayName } from '../files/file-names.ts';
import { type FoundFiles, findDefinitions } from '../files/find-definitions.ts';
import { unreadFiles } from '../files/unread-files.ts';
import { finding } from '../finding.ts';
import type { Draft, NamedProbe, ResolvedConfig } from '../types.ts';
import type { Answer, Job } from './job.ts';
import { type Load, TypeScriptFiles } from './load-typescript.ts';
import { layersAbove, loadDefaults, loadYaml } from './load-yaml.ts';

/**
 * Compiles in this process; `load` imports the files of TypeScript, which may do anything, and whoever sees what those
 * import puts it to `files`.
 */
export async function compileHere(job: Job, load: Load, files = new Set<string>()): Promise<Answer> {
  const findings = new Findings();
  const nameOf = (path: string) => displayName(path, job.folders);
  const typescript = new TypeScriptFiles(load, nameOf, findings);
  const found = findDefinitions(job.folders);
  findings.add(...found.findings, ...journeys(found, nameOf));
  const wanted = (path: string) => !job.skip.includes(path);

  const config =
    job.config !== undefined && wanted(job.config)
      ? await typescript.config(job.config, job.variables)
      : withoutConfig(job.variables, job.config !== undefined);
  findings.add(...config.findings);
  const surroundings = surroundingsOf(config, findings, files);
  const defaults = loadDefaults(found.defaults.filter(wanted), nameOf, findings);
  const drafts: Draft[] = [];
  for (const path of [...found.yaml, ...found.typescript].filter(wanted).sort()) {
    const file = path.endsWith('.ts') ? { probes: await typescript.probes(path) } : loadYaml(path, nameOf, findings);
    if (!file) continue;
    const { defaults: own, ...rest } = { defaults: undefined, ...file };
    const layers = [
      ...(config.defaults ? [config.defaults] : []),
      ...layersAbove(path, defaults),
      ...(own ? [own] : []),
    ];
    drafts.push(...assembleProbes({ ...rest, layers }, surroundings));
  }
  check(drafts, config.config, surroundings, typescript.builtButNotExported());
  const read = config.tree && readInstallations(config.tree, locationsOf(drafts, config.config), surroundings.onFile);
  findings.add(...(read?.findings ?? []));
  const named = [
    ...(job.config === undefined ? [] : [job.config]),
    ...found.defaults,
    ...found.yaml,
    ...found.typescript,
  ];
  findings.add(...unread(found, new Set([...named, ...files]), job, findings.list, nameOf));
  const names = [...new Set([...named, ...files].map(nameOf))].sort();
  return answer(job, planOf(drafts, config.config, names), {
    drafts,
    config,
    findings,
    installations: read?.installations,
  });
}

/** Where a file of TypeScript could not be loaded, nobody knows what it imports. */
function unread(
  { others }: FoundFiles,
  read: ReadonlySet<string>,
  { skip }: Job,
  findings: readonly Diagnostic[],
  nameOf: (path: string) => string,
): Diagnostic[] {
  const complete = skip.length === 0 && !findings.some(({ code }) => code.startsWith('PW102'));
  return unreadFiles(complete ? others : others.filter((path) => !path.endsWith('.ts')), read, nameOf);
}

function surroundingsOf({ config }: ConfigRead, findings: Findings, files: Set<string>): Surroundings {
  const declared = config.locations.map(({ name }) => name);
  return {
    findings,
    onFile: (path) => files.add(path),
    variables: variablesOf(config),
    locations: declared.length > 0 ? declared : [LOCAL.name],
    misshapen: [],
    partial: new Map(),
    told: new Set(),
  };
}

function check(
  drafts: readonly Draft[],
  config: ResolvedConfig,
  { findings, misshapen, partial }: Surroundings,
  builtButNotExported: readonly NamedProbe[],
): void {
  const context = { config, knownLocations: knownLocations(config), builtButNotExported, misshapen };
  const leftOut = new Map([...partial].map(([{ probe }, keys]) => [probe.name, keys] as const));
  for (const one of MEANING_CHECKS) {
    for (const found of one(drafts, context)) if (stands(found, leftOut.get(found.probe ?? ''))) findings.add(found);
  }
}

/** Of a probe that some keys were left out of, only what would be found with them as well. */
function stands({ code, path = '' }: Diagnostic, leftOut: ReadonlySet<string> | undefined): boolean {
  if (!leftOut) return true;
  return standsWithout(code, leftOut) && !path.split(/[.[\]]+/).some((key) => leftOut.has(key));
}

/** What would be wrong only if the configuration, which could not be understood, does not say otherwise. */
function needsConfig({ code, given = '' }: Diagnostic): boolean {
  return code.startsWith('PW32') || (code === 'PW2010' && given.startsWith('${var:'));
}

interface Checked {
  readonly drafts: readonly Draft[];
  readonly config: ConfigRead;
  readonly findings: Findings;
  readonly installations: readonly Installation[] | undefined;
}

function answer({ explain: name }: Job, plan: Plan, { drafts, config, findings, installations }: Checked): Answer {
  const diagnostics = inOrder(config.incomplete ? findings.list.filter((one) => !needsConfig(one)) : findings.list);
  const explained = name === undefined ? undefined : drafts.find(({ probe }) => probe.name === name);
  const fine = !diagnostics.some(({ severity }) => severity === 'error');
  return {
    diagnostics,
    ...(fine && { compiled: hashPlan(plan) }),
    ...(fine && installations && { installations }),
    ...(explained && { explanation: explain(explained) }),
  };
}

function planOf(drafts: readonly Draft[], config: ResolvedConfig, files: readonly string[]): Plan {
  const probes = drafts.map(({ probe }) => probe).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { version: PLAN_VERSION, id: config.id, locations: locationsOf(drafts, config), probes, files };
}

/** As declared; where none are, those that probes name. */
function locationsOf(drafts: readonly Draft[], config: ResolvedConfig): readonly Location[] {
  if (config.locations.length > 0) return config.locations;
  const used = new Set(drafts.flatMap(({ probe }) => probe.locations));
  return knownLocations(config).filter(({ name }) => used.has(name));
}

function journeys({ journeys }: FoundFiles, nameOf: (path: string) => string) {
  return journeys.map((path) =>
    finding('PW4001', {
      message: `Journeys are not built yet: ${basename(path)} is left out.`,
      remedy: 'Keep it for a later version.',
      origin: { place: { file: nameOf(path), line: 1, column: 1 }, layer: 'probe' },
    }),
  );
}
