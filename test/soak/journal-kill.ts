import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killOnce } from '../support/journal-killing.ts';

/** `node test/soak/journal-kill.ts --kills 50 --seed 1`: kill -9 while writing; every acknowledged run must be there, every start succeed. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const folder = await mkdtemp(join(tmpdir(), 'probewright-kill-'));
const acknowledged = new Set<string>();
const troubles = new Map<string, number>();
let slowest = 0;
console.log(`kill -9 while writing: ${values.kills} kills, seed ${seed}`);
for (let round = 0; round < Number(values.kills); round += 1) {
  const { lost, openMs, ...killed } = await killOnce(folder, seed, round, acknowledged);
  slowest = Math.max(slowest, openMs);
  for (const kind of killed.troubles) troubles.set(kind, (troubles.get(kind) ?? 0) + 1);
  if (lost.length === 0) continue;
  console.error(
    `Kill ${round} after ${killed.killedAfterMs} ms lost ${lost.length} acknowledged batches, first ${lost[0]}; kept in ${folder}`,
  );
  process.exit(1);
}
console.log(
  `${acknowledged.size} acknowledged batches, all there; slowest start ${slowest.toFixed(0)} ms; reported: ${JSON.stringify(Object.fromEntries(troubles))}`,
);
await rm(folder, { recursive: true });
