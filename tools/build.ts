import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/*
 * Makes `dist`, what the package ships: JavaScript with types, since Node runs no TypeScript under node_modules. A clone
 * never needs it. `npm pack` and `npm publish` check types and run this first.
 */

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');

/** Read as they are: the page's files are served with their types stripped, the demo's definitions are definitions. */
const AS_THEY_ARE = ['functions/local/page', 'demo/probes'];

/** What may be imported by name is in `exports`; types of anything else would only be weight. */
const TYPED = 'lib';

rmSync(DIST, { recursive: true, force: true });
compile();
for (const folder of AS_THEY_ARE) {
  cpSync(join(ROOT, folder), join(DIST, folder), {
    recursive: true,
    filter: (path) => !path.endsWith('tsconfig.json'),
  });
}
for (const file of declarations()) {
  if (relative(DIST, file).startsWith(`${TYPED}/`)) nameJavaScript(file);
  else rmSync(file);
}

/** Without a check of types, which `npm pack` makes before. */
function compile(): void {
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  execFileSync(tsc, ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', DIST, '--noCheck'], { stdio: 'inherit' });
}

function declarations(): string[] {
  return readdirSync(DIST, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.d.ts'))
    .map((path) => join(DIST, path));
}

/** tsc rewrites `./x.ts` in JavaScript, but leaves it in declarations, where there is no x.ts any more. */
function nameJavaScript(file: string): void {
  const text = readFileSync(file, 'utf8');
  const named = text.replace(/(\bfrom\s*|\bimport\()(['"])(\.[^'"]+)\.ts\2/g, '$1$2$3.js$2');
  if (named !== text) writeFileSync(file, named);
}
