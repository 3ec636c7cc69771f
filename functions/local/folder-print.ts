import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MOST_FILES = 20_000;

/** A text that changes when any file under the folders, or any of the files, is added, removed or written. Hidden folders and node_modules are left out. */
export async function printOf(folders: readonly string[], files: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const folder of folders) await walk(folder, lines);
  for (const file of files) lines.push(await line(file));
  return lines.join('\n');
}

async function walk(folder: string, lines: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!entries) {
    lines.push(`${folder} is not there`);
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || lines.length >= MOST_FILES) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(path, lines);
    else lines.push(await line(path));
  }
}

async function line(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found ? `${path} ${found.ino} ${found.size} ${found.mtimeMs}` : `${path} is not there`;
}
