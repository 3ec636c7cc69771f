import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What init needs of this package's own package.json. */
export interface OwnManifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The folder of this package: two above this file in a clone; in a built package this file is one deeper, in `dist`. */
export const PACKAGE_ROOT = fileURLToPath(
  new URL(existsSync(new URL('../../package.json', import.meta.url)) ? '../..' : '../../..', import.meta.url),
);

export function readOwnManifest(): OwnManifest {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as OwnManifest;
}

/**
 * What a package.json in `folder` says to depend on this very package: the version where it came from a registry, else
 * the tarball that it came from, or the clone that it is.
 */
export function ownSpecifier(folder: string, version: string): string {
  const modules = dirname(PACKAGE_ROOT);
  if (!modules.endsWith('node_modules')) return fileSpecifier(folder, PACKAGE_ROOT);
  const from = resolvedFrom(modules);
  return from?.startsWith('file:')
    ? fileSpecifier(folder, join(dirname(modules), from.slice('file:'.length)))
    : version;
}

/** npm notes where it got what it installed. */
function resolvedFrom(modules: string): string | undefined {
  try {
    const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as {
      readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>;
    };
    return lock.packages?.['node_modules/probewright']?.resolved;
  } catch {
    return undefined;
  }
}

function fileSpecifier(folder: string, target: string): string {
  return `file:${relative(folder, target) || '.'}`;
}
