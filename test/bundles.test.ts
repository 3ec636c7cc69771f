import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { KINDS, type ProbeKind } from '../lib/model/settings.ts';

const ROOT = join(import.meta.dirname, '..');
const ENTRY = 'functions/probe/index.ts';

/** What a probe function loads for a shard of one kind, minified, in bytes at most. */
const BUDGETS: Readonly<Record<ProbeKind, number>> = { http: 60_000, tcp: 47_500, tls: 46_000, dns: 58_500 };

/** What is loaded when it is first needed, by the module it begins with: of its own, in bytes at most. */
const ON_DEMAND: Readonly<Record<string, number>> = {
  'functions/probe/tick-keeper.ts': 4_000,
  'functions/probe/direct.ts': 56_000,
  'functions/probe/refusals.ts': 1_000,
  'lib/model/handler-faults.ts': 1_500,
  'functions/net/tls.ts': 12_000,
  'functions/net/resolver-words.ts': 1_000,
  'functions/engine/control.ts': 1_000,
  'functions/engine/expand.ts': 2_000,
  'functions/engine/basic-pairs.ts': 1_000,
  'functions/engine/known-secrets.ts': 3_500,
  'functions/kinds/http/capture.ts': 1_000,
  'functions/kinds/http/cookie-jar.ts': 3_500,
  'functions/kinds/http/decompress.ts': 1_500,
  'functions/kinds/http/json-values.ts': 3_000,
  'functions/kinds/http/traceparent.ts': 1_000,
  'lib/model/active-hours.ts': 2_000,
  'node_modules/re2js/build/index.js': 155_000,
};

/** What a probe function never needs, in no chunk. */
const FORBIDDEN =
  /node_modules\/(@aws-sdk|@smithy|zod|yaml|prom-client|playwright|playwright-core|@peculiar|reflect-metadata|aws-cdk-lib)\/|^lib\/(definitions|authoring|cloud|plan)\/|^(bin|demo|test|tools)\//;

type Outputs = Metafile['outputs'];
let outputs: Outputs = {};

beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY],
    outdir: 'dist',
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['probewright-source'],
    logLevel: 'silent',
  });
  outputs = metafile.outputs;
});

/** The output that begins with a source file. */
function outputOf(entryPoint: string): string {
  const found = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint);
  if (!found) throw new Error(`no output begins with ${entryPoint}`);
  return found[0];
}

/** The output with all that it imports statically. */
function loadedWith(output: string, seen = new Set<string>()): Set<string> {
  if (seen.has(output)) return seen;
  seen.add(output);
  for (const { path, kind, external } of outputs[output]?.imports ?? []) {
    if (kind === 'import-statement' && !external) loadedWith(path, seen);
  }
  return seen;
}

const kindOutput = (kind: ProbeKind) => outputOf(`functions/kinds/${kind}/prober.ts`);
const bytesOf = (loaded: Iterable<string>) => [...loaded].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
const sourcesOf = (loaded: Iterable<string>) => [...loaded].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
const loadedFor = (kind: ProbeKind) => loadedWith(kindOutput(kind), loadedWith(outputOf(ENTRY)));

describe('the bundle of a probe function', () => {
  test.each(Object.entries(BUDGETS) as [ProbeKind, number][])(
    'loads for a shard of %s probes at most %d bytes',
    (kind, budget) => {
      expect(bytesOf(loadedFor(kind))).toBeLessThanOrEqual(budget);
    },
  );

  test('loads for one kind nothing of another', () => {
    for (const kind of KINDS) {
      const others = sourcesOf(loadedFor(kind)).filter(
        (path) => path.startsWith('functions/kinds/') && !path.startsWith(`functions/kinds/${kind}/`),
      );
      expect([kind, others]).toEqual([kind, []]);
    }
  });

  test.each(Object.entries(ON_DEMAND))('loads %s only on demand, with at most %d bytes', (module, budget) => {
    const output = outputOf(module);
    expect(outputs[output]?.bytes).toBeLessThanOrEqual(budget);
    for (const kind of KINDS) expect(loadedFor(kind)).not.toContain(output);
  });

  test('has every chunk that is loaded on demand in one of the lists', () => {
    const listed = [ENTRY, ...Object.keys(ON_DEMAND), ...KINDS.map((kind) => `functions/kinds/${kind}/prober.ts`)];
    const found = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
    expect(found.sort()).toEqual(listed.sort());
  });

  test('has nothing but re2js in the chunk of re2js', () => {
    const inputs = Object.keys(outputs[outputOf('node_modules/re2js/build/index.js')]?.inputs ?? {});
    expect(inputs.filter((path) => !path.startsWith('node_modules/re2js/'))).toEqual([]);
  });

  test('has nothing of what belongs before a run: no SDK, zod, YAML, prom-client or browser', () => {
    expect(sourcesOf(Object.keys(outputs)).filter((path) => FORBIDDEN.test(path))).toEqual([]);
  });
});
