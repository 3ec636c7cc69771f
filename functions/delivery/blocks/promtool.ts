import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** promtool did not do what it was asked; the message has its words. */
export class PromtoolError extends Error {
  override readonly name = 'PromtoolError';
}

const MOST_WORDS = 2_000;

/** Makes the blocks of an OpenMetrics file in a folder, and says where they are: one of each two hours that samples are in. */
export async function createBlocks(
  promtool: string,
  textPath: string,
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', textPath, folder];
  const child = spawn(promtool, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-MOST_WORDS);
    });
  }
  const [code, by] = await once(child, 'close').catch((error: unknown) => {
    signal.throwIfAborted();
    throw new PromtoolError(`${promtool} could not be run: ${error instanceof Error ? error.message : error}`);
  });
  signal.throwIfAborted();
  if (code !== 0) {
    throw new PromtoolError(`${promtool} made no blocks of ${textPath} (it ended with ${code ?? by}): ${words.trim()}`);
  }
  return (await readdir(folder)).map((name) => join(folder, name));
}
