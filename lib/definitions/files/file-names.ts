import { dirname, relative, sep } from 'node:path';

/** The name under which people see a file: relative to the parent of the definitions folder that holds it, with `/`. */
export function displayName(path: string, folders: readonly string[]): string {
  const folder = folders.find((one) => path === one || path.startsWith(one + sep)) ?? folders[0] ?? path;
  return relative(dirname(folder), path).split(sep).join('/');
}
