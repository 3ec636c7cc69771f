import { appendFile, readFile } from 'node:fs/promises';

/**
 * Lines of JSON that are only ever added. Nothing is synced: what a crash of the machine takes is sent once more, and sinks are idempotent.
 * A line that a killed process left half is passed over, and so that the next one begins on a line of its own, `open` ends it.
 */
export async function readLines(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (text !== '' && !text.endsWith('\n')) await appendFile(path, '\n');
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}

export async function addLine(path: string, value: unknown): Promise<void> {
  await appendFile(path, `${JSON.stringify(value)}\n`, { mode: 0o600 });
}
