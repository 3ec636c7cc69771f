import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Which backend runs in a folder: for `status`, `down`, and the next `up`, which ends what an `up` that was killed left behind. */
export interface StateFile {
  readonly version: 1;
  readonly pid: number;
  /** `HOST:PORT` of the keeper, which knows the rest. */
  readonly keeper: string;
  readonly parts: readonly { readonly name: string; readonly pid: number }[];
}

const pathOf = (folder: string) => join(folder, 'state.json');

export async function readState(folder: string): Promise<StateFile | undefined> {
  const text = await readFile(pathOf(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as StateFile;
  } catch {
    return undefined;
  }
}

export async function writeState(folder: string, state: StateFile): Promise<void> {
  const path = pathOf(folder);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.tmp`, `${JSON.stringify(state)}\n`);
  await rename(`${path}.tmp`, path);
}

export async function removeState(folder: string): Promise<void> {
  await rm(pathOf(folder), { force: true });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** In the environment of every part: the folder of its backend. Not all name it among their arguments. */
export const BACKEND_VARIABLE = 'PROBEWRIGHT_BACKEND';

/** Whether a process was started with something of this folder: a pid may have gone to another program since. */
export async function isOurs(pid: number, folder: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (command === undefined) return isAlive(pid);
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return command.includes(folder) || environment.split('\0').includes(`${BACKEND_VARIABLE}=${folder}`);
}
