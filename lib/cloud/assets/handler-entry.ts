import { extname, join } from 'node:path';

/** The functions that a deploy makes; each has a folder of its own under `functions/`. */
export type HandlerName = 'probe' | 'shipper' | 'sweeper';

/** The root of the project, or of `dist` where this is an installed package: the sources stand the same way in both. */
export const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The module with a function's `handler`: TypeScript in a clone, built JavaScript in an installed package. */
export function handlerEntry(name: HandlerName): string {
  return join(ROOT, 'functions', name, `index${extname(import.meta.filename)}`);
}
