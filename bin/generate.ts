import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compose } from './generate/compose.ts';
import { dashboards } from './generate/dashboards.ts';
import { diagnostics } from './generate/diagnostics.ts';
import type { Generated } from './generate/generated.ts';
import { jsonSchemas } from './generate/json-schemas.ts';
import { metrics } from './generate/metrics.ts';

/** Every file of the repository that is made of code. `--check` says which are stale instead of writing them. */
const GENERATED: readonly Generated[] = [diagnostics, metrics, ...jsonSchemas, ...compose, ...dashboards];

const root = join(import.meta.dirname, '..');
const stale = GENERATED.filter(({ path, text }) => read(path) !== text());
if (process.argv.includes('--check')) {
  for (const { path } of stale) process.stderr.write(`${path} is stale: run «make generate» and commit it.\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text());
    process.stdout.write(`Wrote ${path}\n`);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}
