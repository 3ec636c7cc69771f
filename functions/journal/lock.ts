import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JournalError, type Trouble } from './journal-error.ts';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** The process's own start, so that another process with the same id is told apart; '' where the system does not say. */
  readonly start: string;
}

export interface Lock {
  release(): Promise<void>;
}

const NAME = /^lock\.[0-9a-f-]{36}$/;
const BEAT_MS = 5_000;
/** A lock of another host (a container that was replaced) is stale when it was not touched for this long. */
const SILENT_MS = 20_000;

/**
 * Makes this process the folder's one writer. Each that wants it puts a file of its own there and then looks for others:
 * so of two, at least one sees the other, and no file is ever taken from the living. A file whose process is gone is removed.
 * Throws JournalError `locked` when another process has the folder.
 */
export async function acquireLock(folder: string, onTrouble: (trouble: Trouble) => void): Promise<Lock> {
  const name = `lock.${randomUUID()}`;
  const path = join(folder, name);
  const mine: Owner = { pid: process.pid, host: hostname(), start: await startOf(process.pid) };
  let other: Owner | undefined;
  for (let tries = 0; tries < 8; tries += 1) {
    await writeFile(join(folder, `claim.${name}`), `${JSON.stringify(mine)}\n`, { mode: 0o600 });
    await rename(join(folder, `claim.${name}`), path);
    const others = await livingOthers(folder, name, onTrouble);
    if (others.size === 0) return hold(path);
    other = [...others.values()][0];
    // Of several that start at once, the one with the least name stays and the rest step back.
    if ([...others.keys()].some((one) => one < name)) await rm(path, { force: true });
    await sleep(10 + Math.random() * 40);
  }
  await rm(path, { force: true });
  throw new JournalError('locked', inUse(folder, other));
}

async function livingOthers(
  folder: string,
  mine: string,
  onTrouble: (trouble: Trouble) => void,
): Promise<Map<string, Owner>> {
  const living = new Map<string, Owner>();
  for (const name of await readdir(folder)) {
    if (!NAME.test(name) || name === mine) continue;
    const path = join(folder, name);
    const owner = await readOwner(path);
    if (owner === undefined) continue;
    if (await isAlive(owner, path)) living.set(name, owner);
    else {
      await rm(path, { force: true });
      onTrouble({ kind: 'lock-taken-over', message: `Took over ${folder} from process ${owner.pid}, which is gone.` });
    }
  }
  return living;
}

/** Undefined when it was removed meanwhile; a lock that cannot be understood belongs to nobody. */
async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const nobody: Owner = { pid: 0, host: hostname(), start: '' };
  try {
    return { ...nobody, ...(JSON.parse(text) as Partial<Owner> | null) };
  } catch {
    return nobody;
  }
}

async function isAlive(owner: Owner, path: string): Promise<boolean> {
  if (owner.host !== hostname()) {
    const touched = await stat(path).catch(() => undefined);
    return touched !== undefined && Date.now() - touched.mtimeMs < SILENT_MS;
  }
  if (owner.pid <= 0) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return owner.start === (await startOf(owner.pid));
}

/** Linux: clock ticks from boot to the process's start; field 22 of its stat, counted behind the name, which may hold anything. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function hold(path: string): Lock {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      await rm(path, { force: true });
    },
  };
}

function inUse(folder: string, other: Owner | undefined): string {
  const who = other === undefined || other.host === hostname() ? '' : ` on ${other.host}`;
  return `The data folder ${folder} is in use by another Probewright, process ${other?.pid}${who}. Stop that one, or give this one another folder with --data.`;
}
