import { registerHooks } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OWN_ENDING } from './own-ending.ts';

const PACKAGE = new URL(`../../index${OWN_ENDING}`, import.meta.url).href;

/**
 * Lets definitions, wherever their folder is, import `probewright` and get this very package; and takes every TypeScript
 * file in these folders as a module, whatever a package.json above it says.
 */
export function registerDefinitionHooks(folders: readonly string[]): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'probewright')
        return { url: PACKAGE, format: OWN_ENDING === '.ts' ? 'module-typescript' : 'module', shortCircuit: true };
      const resolved = next(specifier, context);
      if (!resolved.url.startsWith('file:') || !/\.ts(?:\?|$)/.test(resolved.url)) return resolved;
      const path = fileURLToPath(resolved.url);
      return folders.some((folder) => path.startsWith(folder + sep))
        ? { ...resolved, format: 'module-typescript' }
        : resolved;
    },
  });
}
