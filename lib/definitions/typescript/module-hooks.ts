import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OWN_ENDING } from './own-ending.ts';

const PACKAGE = new URL(`../../index${OWN_ENDING}`, import.meta.url).href;
const OWN_FOLDER = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGES = `${sep}node_modules${sep}`;

/**
 * Lets definitions, wherever their folder is, import `probewright` and get this very package; and takes every TypeScript
 * file in these folders as a module, whatever a package.json above it says. Tells of every file that is no package's.
 */
export function registerDefinitionHooks(folders: readonly string[], onFile: (path: string) => void): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'probewright')
        return { url: PACKAGE, format: OWN_ENDING === '.ts' ? 'module-typescript' : 'module', shortCircuit: true };
      const resolved = next(specifier, context);
      if (!resolved.url.startsWith('file:')) return resolved;
      const path = fileURLToPath(resolved.url);
      if (!path.includes(PACKAGES) && !path.startsWith(OWN_FOLDER)) onFile(path);
      const isDefinition = /\.ts$/.test(path) && folders.some((folder) => path.startsWith(folder + sep));
      return isDefinition ? { ...resolved, format: 'module-typescript' } : resolved;
    },
    load(url, context, next) {
      // Node itself refuses TypeScript under node_modules: the demo's definitions stand there, and those that a package shares.
      if (context.format !== 'module-typescript' || !url.startsWith('file:')) return next(url, context);
      const path = fileURLToPath(url);
      if (!path.includes(PACKAGES)) return next(url, context);
      return { format: 'module', source: stripTypes(readFileSync(path, 'utf8')), shortCircuit: true };
    },
  });
}

/** Node warns at the first use that this may change; Node is pinned, and whoever writes definitions can do nothing about it. */
function stripTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
