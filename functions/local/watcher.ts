import { type FSWatcher, watch } from 'node:fs';
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

/** Says when files changed: the system's notices make it look at once, what it sees decides. */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #watches = new Map<string, FSWatcher>();
  readonly #poll: NodeJS.Timeout;
  #settle: NodeJS.Timeout | undefined;
  #print: string | undefined;
  #looking = false;

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
    clearInterval(this.#poll);
    clearTimeout(this.#settle);
    for (const one of this.#watches.values()) one.close();
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

  #watchAll(): void {
    for (const folder of this.#parts.folders) {
      if (!this.#watches.has(folder)) this.#watch(folder);
    }
  }

  /** Where a folder cannot be watched (it is not there, or there are too many watches) looking has to do. */
  #watch(folder: string): void {
    const forget = () => {
      this.#watches.get(folder)?.close();
      this.#watches.delete(folder);
    };
    try {
      const one = watch(folder, { recursive: true }, () => {
        clearTimeout(this.#settle);
        this.#settle = setTimeout(() => void this.#look(), SETTLE_MS);
      });
      one.on('error', forget);
      this.#watches.set(folder, one);
    } catch {
      forget();
    }
  }
}
