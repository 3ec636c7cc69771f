import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Io, UsageError } from '../command.ts';

/** Of each part, so many of its last lines. */
const MOST_LINES = 200;

/** Shows what the parts have said last. Throws UsageError for a part that there is not. */
export async function showLogs(folder: string, wanted: readonly string[], io: Io): Promise<number> {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith('.log')).map((file) => file.slice(0, -'.log'.length));
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `There is no log of '${unknown}' in ${folder}; there are: ${names.sort().join(', ') || 'none'}.`,
    );
  }
  const shown = wanted.length > 0 ? wanted : names.sort();
  const width = Math.max(0, ...shown.map(({ length }) => length));
  for (const name of shown) {
    const lines = (await readFile(join(folder, `${name}.log`), 'utf8')).trimEnd().split('\n');
    for (const line of lines.slice(-MOST_LINES)) if (line !== '') io.out(`${name.padEnd(width)} │ ${line}\n`);
  }
  return 0;
}
