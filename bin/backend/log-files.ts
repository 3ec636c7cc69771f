import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';

const COLOURS = ['cyan', 'green', 'magenta', 'blue', 'yellow', 'red'] as const;

export interface LogFiles {
  line(part: string, text: string): void;
  close(): Promise<void>;
}

export interface LogFilesOptions {
  /** A file for each part. */
  readonly folder: string;
  readonly names: readonly string[];
  /** What the parts say is shown, too. */
  readonly show?: (text: string) => void;
  readonly colour: boolean;
}

/** What the parts say: each in a file of its own and, where wanted, on the terminal behind its name. */
export function openLogFiles({ folder, names, show, colour }: LogFilesOptions): LogFiles {
  mkdirSync(folder, { recursive: true });
  const width = Math.max(...names.map(({ length }) => length));
  const files = new Map<string, WriteStream>(
    names.map((name) => [name, createWriteStream(join(folder, `${name}.log`), { flags: 'a' })]),
  );
  return {
    line(part, text) {
      files.get(part)?.write(`${text}\n`);
      const style = COLOURS[names.indexOf(part) % COLOURS.length] ?? 'cyan';
      const name = part.padEnd(width);
      show?.(`${colour ? styleText(style, name, { validateStream: false }) : name} │ ${text}\n`);
    },
    async close() {
      await Promise.all([...files.values()].map((file) => new Promise<void>((resolve) => file.end(resolve))));
    },
  };
}
