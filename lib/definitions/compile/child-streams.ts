import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What definitions may print; the rest is left out. */
const MOST_OUTPUT = 65_536;

/** Resolves when the stream has ended or was destroyed. */
export async function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) take(line);
  } catch {
    // Destroyed, since the process that wrote to it is gone.
  }
}

export async function passOn(stream: Readable, take: (line: string) => void): Promise<void> {
  let left = MOST_OUTPUT;
  await eachLine(stream, (line) => {
    if (left <= 0) return;
    left -= line.length + 1;
    take(left > 0 ? line : '(more is left out)');
  });
}

/** All lines so far, and those to come. */
export function collect(stream: Readable): { readonly lines: readonly string[]; readonly ended: Promise<void> } {
  const lines: string[] = [];
  return { lines, ended: passOn(stream, (line) => lines.push(line)) };
}
