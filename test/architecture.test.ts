import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * What each room may import: rooms of the project (longest prefix wins), and packages or built-ins by name. A room
 * may always import itself. The rooms are those of docs/architecture.md.
 */
const RULES: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>> = {
  'lib/model': { rooms: [], packages: [] },
  'lib/authoring': { rooms: ['lib/model'], packages: ['node:'] },
  'lib/index.ts': { rooms: ['lib/authoring', 'lib/model'], packages: [] },
  'lib/definitions': { rooms: ['lib/authoring', 'lib/model', 'lib/plan'], packages: ['node:', 'zod', 'yaml', 're2js'] },
  'lib/plan': { rooms: ['lib/model'], packages: ['node:'] },
  'lib/rules': { rooms: ['lib/model'], packages: [] },
  'lib/backend': { rooms: ['lib/model', 'lib/rules'], packages: ['node:', 'yaml'] },
  'lib/cloud': { rooms: ['lib/model', 'lib/plan'], packages: ['node:', 'aws-cdk-lib', 'constructs', 'esbuild'] },
  'lib/cloud.ts': { rooms: ['lib/cloud', 'lib/definitions', 'lib/model', 'lib/plan'], packages: ['node:'] },
  'functions/net': { rooms: ['lib/model'], packages: ['node:', 're2js'] },
  'functions/kinds/http': { rooms: ['functions/net', 'lib/model'], packages: ['node:'] },
  'functions/kinds/tcp': { rooms: ['functions/net', 'lib/model'], packages: ['node:'] },
  'functions/kinds/tls': { rooms: ['functions/net', 'lib/model'], packages: ['node:'] },
  'functions/kinds/dns': { rooms: ['functions/net', 'lib/model'], packages: ['node:'] },
  'functions/engine': { rooms: ['lib/model'], packages: ['node:'] },
  'functions/signals': { rooms: ['lib/model'], packages: [] },
  'functions/journal': { rooms: ['functions/net', 'lib/model'], packages: ['node:'] },
  'functions/secrets': { rooms: ['functions/net', 'lib/model'], packages: ['node:'] },
  'functions/sinks': { rooms: ['functions/net', 'lib/model'], packages: ['node:'] },
  'functions/delivery': {
    rooms: ['functions/journal', 'functions/net', 'functions/signals', 'functions/sinks', 'lib/model'],
    packages: ['node:'],
  },
  'functions/objects': { rooms: ['functions/net', 'lib/model'], packages: ['node:', '@aws-sdk/client-s3'] },
  'functions/probe': {
    rooms: [
      'functions/delivery',
      'functions/engine',
      'functions/journal',
      'functions/kinds',
      'functions/net',
      'functions/objects/signed-objects.ts',
      'functions/secrets',
      'functions/signals',
      'functions/sinks',
      'lib/model',
    ],
    packages: ['node:'],
  },
  'functions/shipper': {
    rooms: [
      'functions/delivery',
      'functions/journal',
      'functions/net',
      'functions/objects',
      'functions/secrets',
      'functions/sinks',
      'lib/model',
    ],
    packages: ['node:'],
  },
  'functions/keeper': {
    rooms: ['functions/delivery', 'functions/journal', 'functions/net', 'functions/objects', 'lib/model'],
    packages: ['node:', 'prom-client'],
  },
  'functions/sweeper': { rooms: ['functions/journal', 'functions/objects', 'lib/model'], packages: ['node:'] },
  'functions/local': {
    rooms: [
      'functions/delivery',
      'functions/engine',
      'functions/journal',
      'functions/net',
      'functions/probe',
      'functions/secrets',
      'functions/signals',
      'lib/model',
    ],
    packages: ['node:', 'prom-client'],
  },
  'functions/local/page': { rooms: ['functions/local/api.ts', 'lib/model'], packages: [] },
  grafana: { rooms: ['lib/model', 'lib/rules'], packages: ['@grafana/grafana-foundation-sdk'] },
  demo: { rooms: ['lib/index.ts'], packages: ['node:', '@peculiar/x509', 'reflect-metadata', 'probewright'] },
  probes: { rooms: [], packages: ['probewright'] },
  bin: { rooms: ['bin', 'demo', 'functions', 'grafana', 'lib', 'tools'], packages: ['node:', 'probewright'] },
  'bin/deployed': {
    rooms: ['bin', 'lib/cloud/names.ts', 'lib/model', 'lib/plan'],
    packages: ['node:', '@aws-sdk/client-cloudformation', '@aws-sdk/client-s3'],
  },
  'bin/doctor': {
    rooms: ['bin', 'lib/cloud/names.ts', 'lib/cloud/secret-names.ts', 'lib/model', 'lib/plan'],
    packages: [
      'node:',
      '@aws-sdk/client-cloudformation',
      '@aws-sdk/client-lambda',
      '@aws-sdk/client-s3',
      '@aws-sdk/client-ssm',
      '@aws-sdk/client-sts',
    ],
  },
  'bin/app.ts': { rooms: ['bin/text', 'lib'], packages: ['node:', 'aws-cdk-lib'] },
  tools: { rooms: [], packages: ['node:'] },
};

interface Import {
  readonly file: string;
  readonly specifier: string;
}

/** Every form of import: static, for its effects, re-exported, dynamic. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Import and export-from statements, dynamic imports and type imports alike. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => ({ file, specifier: match[1] ?? match[2] ?? match[3] ?? '' }));
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const files = ['lib', 'functions', 'grafana', 'demo', 'bin', 'tools', 'probes'].flatMap(sources);

function roomOf(file: string): string | undefined {
  return Object.keys(RULES)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function problemOf({ file, specifier }: Import): string | undefined {
  const room = roomOf(file);
  const rule = room === undefined ? undefined : RULES[room];
  if (room === undefined || !rule) return `${file} stands in no known room`;
  if (!specifier.startsWith('.')) {
    const allowed = rule.packages.some((name) =>
      name.endsWith(':') ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`),
    );
    return allowed ? undefined : `${file} imports the package ${specifier}`;
  }
  const target = relative(root, resolve(root, dirname(file), specifier));
  const targetRoom = roomOf(target);
  if (targetRoom === room) return undefined;
  const allowed = rule.rooms.some((prefix) => target === prefix || target.startsWith(`${prefix}/`));
  return allowed ? undefined : `${file} imports ${target}`;
}

describe('the rooms of the house', () => {
  it('import only what they may', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(importsOf).map(problemOf).filter(Boolean)).toEqual([]);
  });

  it('hold every file', () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  it('are checked by a reader that sees every form of import', () => {
    const forms = [
      "import a from './a.ts'",
      "import type { B } from '../b.ts'",
      "export { c } from './c.ts'",
      "import './d.ts'",
      "await import('./e.ts')",
      "import {\n  f,\n} from './f.ts'",
    ];
    for (const form of forms) expect([...form.matchAll(IMPORT)], form).toHaveLength(1);
  });
});

describe('the project', () => {
  it('has one version', async () => {
    const { VERSION } = await import('../lib/model/version.ts');
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version).toBe(VERSION);
  });
});
