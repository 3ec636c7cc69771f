import { basename } from 'node:path';
import { buildSync } from 'esbuild';
import { type HandlerName, handlerEntry, ROOT } from './handler-entry.ts';

/** Files of a bundle by their names: `index.mjs` and the chunks that it loads when they are first needed. */
export type Bundle = ReadonlyMap<string, Uint8Array>;

const bundles = new Map<HandlerName, Bundle>();

/** CommonJS inside the AWS SDK asks for `require`, which a module does not have. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** Bundles a function once a process. */
export function bundleHandler(name: HandlerName): Bundle {
  const known = bundles.get(name);
  if (known) return known;
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: { index: handlerEntry(name) },
    outdir: 'bundle',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    conditions: ['probewright-source'],
    legalComments: 'none',
    logLevel: 'silent',
    ...(name !== 'probe' && { banner: { js: REQUIRE } }),
  });
  const bundle = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  bundles.set(name, bundle);
  return bundle;
}
