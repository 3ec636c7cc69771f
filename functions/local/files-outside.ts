import { dirname, resolve, sep } from 'node:path';

/** Of files as a plan names them (relative to the parent of a definitions folder), those that stand in none of the folders. */
export function filesOutside(files: readonly string[], folders: readonly string[]): string[] {
  const isInside = (path: string) => folders.some((folder) => path.startsWith(folder + sep));
  const paths = files.flatMap((file) => folders.map((folder) => resolve(dirname(folder), file)));
  return [...new Set(paths)].filter((path) => !isInside(path));
}
