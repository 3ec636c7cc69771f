import type { OwnManifest } from './own-package.ts';

type Section = Readonly<Record<string, unknown>>;
export type Manifest = Readonly<Record<string, unknown>>;

/** What a deploy needs beside the package itself. */
const FOR_DEPLOYS = ['aws-cdk', 'aws-cdk-lib', 'constructs', 'esbuild'] as const;

/** Says something about a whole package that is there for more than this. */
const OF_ONES_OWN = new Set(['name', 'private', 'type']);

const SCRIPTS = {
  check: 'probewright validate',
  plan: 'probewright plan',
  diff: "cdk diff '**'",
  deploy: "probewright plan && cdk deploy '**'",
  smoke: 'probewright smoke --within 10m',
  destroy: 'probewright destroy',
};

/** package.json of a folder of one's own. */
export function manifestFor(name: string, specifier: string, own: OwnManifest): Manifest {
  return {
    name,
    private: true,
    type: 'module',
    scripts: SCRIPTS,
    dependencies: { probewright: specifier },
    devDependencies: Object.fromEntries(FOR_DEPLOYS.map((one) => [one, own.devDependencies[one]])),
    // Node's binary arrives by an install script; esbuild's works without.
    allowScripts: { [`node@${own.dependencies.node}`]: true, esbuild: false },
  };
}

/** What is there, with what it lacks; and the paths of what was added. What is there is never changed. */
export function withWhatItLacks(
  there: Manifest,
  wanted: Manifest,
): { readonly manifest: Manifest; readonly added: readonly string[] } {
  const added: string[] = [];
  const manifest: Record<string, unknown> = { ...there };
  for (const [key, value] of Object.entries(wanted)) {
    if (OF_ONES_OWN.has(key)) continue;
    const section = there[key] ?? {};
    if (!isSection(value) || !isSection(section)) continue;
    const lacking = Object.entries(value).filter(([name]) => !isDeclared(there, key, name));
    if (lacking.length > 0) manifest[key] = { ...section, ...Object.fromEntries(lacking) };
    added.push(...lacking.map(([name]) => `${key}.${name}`));
  }
  return { manifest, added };
}

/** A dependency counts wherever it is declared. */
function isDeclared(there: Manifest, key: string, name: string): boolean {
  const places = key.endsWith('ependencies') ? ['dependencies', 'devDependencies', 'optionalDependencies'] : [key];
  return places.some((place) => {
    const section = there[place];
    return isSection(section) && name in section;
  });
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
