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
  const files = new Map<string, LogFile>(names.map((name) => [name, openLogFile(join(folder, `${name}.log`))]));
  return {
    line(part, text) {
      files.get(part)?.write(`${text}\n`);
      const style = COLOURS[names.indexOf(part) % COLOURS.length] ?? 'cyan';
      const name = part.padEnd(width);
      show?.(`${colour ? styleText(style, name, { validateStream: false }) : name} │ ${text}\n`);
    },
    async close() {
      await Promise.all([...files.values()].map((file) => file.close()));
    },
  };
}

interface LogFile {
  write(text: string): void;
  close(): Promise<void>;
}

const AGAIN_MS = 5_000;

/** A file that cannot be written to, such as on a full disk, is tried again: what is said meanwhile is lost, and nothing ends for it. */
function openLogFile(path: string): LogFile {
  let failedAtMs = Number.NEGATIVE_INFINITY;
  const opened = () => {
    const fresh = createWriteStream(path, { flags: 'a' });
    fresh.on('error', () => {
      failedAtMs = performance.now();
      if (stream === fresh) stream = undefined;
    });
    return fresh;
  };
  let stream: WriteStream | undefined = opened();
  return {
    write(text) {
      if (!stream && performance.now() - failedAtMs > AGAIN_MS) stream = opened();
      stream?.write(text);
    },
    async close() {
      const last = stream;
      if (last) await new Promise<void>((resolve) => last.once('close', () => resolve()).end());
    },
  };
}
