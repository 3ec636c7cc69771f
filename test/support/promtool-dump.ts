import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolPath } from '../../tools/install.ts';

/** Every sample of the blocks in a folder, as the real promtool reads them: `{labels} value milliseconds`. */
export async function dumpBlocks(folder: string): Promise<string[]> {
  // promtool takes the folder for a whole database.
  await mkdir(join(folder, 'wal'), { recursive: true });
  const { stdout } = await promisify(execFile)(toolPath('promtool'), ['tsdb', 'dump', folder], { maxBuffer: 2 ** 28 });
  return stdout.split('\n').filter((line) => line !== '');
}
