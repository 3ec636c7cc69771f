import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openFileJournal } from '../../functions/journal/file-store.ts';

const WRITER = fileURLToPath(new URL('journal-writer.ts', import.meta.url));

export interface Killed {
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly troubles: readonly string[];
  readonly killedAfterMs: number;
  readonly openMs: number;
}

/** Kills a writer with SIGKILL at a moment that seed and round decide, opens what it left, and looks for every batch that was ever acknowledged in this folder. */
export async function killOnce(
  folder: string,
  seed: number,
  round: number,
  acknowledged: Set<string>,
): Promise<Killed> {
  // Uneven on purpose: many kills fall into the first group commits, some into the compression of later segments.
  const dice = createHash('sha256').update(`${seed} ${round}`).digest().readUInt32BE() / 2 ** 32;
  const killedAfterMs = Math.round(dice ** 2 * 800);
  for (const key of await writeUntilKilled(folder, killedAfterMs)) acknowledged.add(key);
  const troubles: string[] = [];
  const began = performance.now();
  const journal = await openFileJournal({
    folder,
    maxAgeMs: 35 * 86_400_000,
    maxBytes: 2 ** 30,
    segmentBytes: 20_000,
    clock: { now: () => Date.now(), elapsed: () => performance.now() },
    onTrouble: ({ kind }) => troubles.push(kind),
  });
  const openMs = performance.now() - began;
  const there = new Set(await Array.fromAsync(journal.list(0, Number.MAX_SAFE_INTEGER)));
  const lost = [...acknowledged].filter((key) => !there.has(key));
  for (const key of [...acknowledged].slice(-100)) await journal.read(key);
  await journal.close();
  return { acknowledged: acknowledged.size, lost, troubles, killedAfterMs, openMs };
}

async function writeUntilKilled(folder: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let counting = false;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (counting || !text.startsWith('open\n')) return;
    counting = true;
    setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
  if (signal !== 'SIGKILL') throw new Error(`The writer ended by itself, by ${signal}: ${text.slice(-300)}`);
  // The last line may be half: it was not printed whole, so it does not count.
  return text.split('\n').slice(1, -1);
}
