import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { printOf } from './folder-print.ts';

export interface WatcherParts {
  /** May be made later, or go and come back. */
  readonly folders: readonly string[];
  /** Single files outside of the folders: the configuration, what the definitions refer to. */
  readonly files: () => readonly string[];
  readonly onChange: () => void;
}

/** Editors write in several moves: the last of them counts. */
const SETTLE_MS = 100;
/** The system's notices get lost on some file systems (network, containers): we also look for ourselves. */
const LOOK_MS = 2_000;

/** What is not looked at need not wake us: a journal in the same folder is written many times a second. */
const IGNORED = /(^|[/\\])(\.|node_modules($|[/\\]))/;

/** Says when files changed: the system's notices make it look at once, what it sees decides. */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #watches = new Map<string, { readonly watcher: FSWatcher; readonly inode: number }>();
  readonly #poll: NodeJS.Timeout;
  #settle: NodeJS.Timeout | undefined;
  #print: string | undefined;
  #looking = false;
  #closed = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
    this.#poll = setInterval(() => void this.#look(), LOOK_MS);
  }

  /** Takes what is there now as known; to be called before the definitions are read. */
  async mark(): Promise<void> {
    this.#watchAll();
    this.#print = await this.#now();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#poll);
    clearTimeout(this.#settle);
    for (const { watcher } of this.#watches.values()) watcher.close();
    this.#watches.clear();
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#print === undefined) return;
    this.#looking = true;
    try {
      this.#watchAll();
      const now = await this.#now();
      if (now === this.#print) return;
      this.#print = now;
      this.#parts.onChange();
    } finally {
      this.#looking = false;
    }
  }

  async #now(): Promise<string> {
    return await printOf(this.#parts.folders, this.#parts.files());
  }

  /** The folders with all that is in them; and, so that a folder or file that appears is noticed at once, what they stand in. */
  #watchAll(): void {
    if (this.#closed) return;
    const { folders, files } = this.#parts;
    for (const folder of folders) this.#watch(folder, true);
    for (const path of [...folders, ...files()]) this.#watch(dirname(path), false);
  }

  /** Where a folder cannot be watched (it is not there, or there are too many watches) looking has to do. */
  #watch(folder: string, recursive: boolean): void {
    const key = `${recursive} ${folder}`;
    const inode = statSync(folder, { throwIfNoEntry: false })?.ino;
    const known = this.#watches.get(key);
    // A folder that was made anew under its old name is another one: the watch would look at what is gone.
    if (known && known.inode === inode) return;
    known?.watcher.close();
    this.#watches.delete(key);
    if (inode === undefined) return;
    try {
      const watcher = watch(folder, { recursive }, (_event, name) => this.#noticed(name));
      watcher.on('error', () => watcher.close());
      this.#watches.set(key, { watcher, inode });
    } catch {
      this.#watches.delete(key);
    }
  }

  #noticed(name: string | null): void {
    if (this.#closed || (name !== null && IGNORED.test(name))) return;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => void this.#look(), SETTLE_MS);
  }
}
