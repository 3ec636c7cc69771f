import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type HashedPlan, PLAN_VERSION, type Plan } from '../../lib/model/plan.ts';
import { writeDurably } from './durable.ts';
import { refuseNewer } from './format.ts';
import { JournalError } from './journal-error.ts';
import { decodeRecord, encodeRecord } from './record.ts';

const HASH = /^[0-9a-f]{64}$/;

export interface PlanStore {
  save(plan: HashedPlan): Promise<void>;
  /** Throws JournalError `missing` or `damaged`. */
  plan(hash: string): Promise<Plan>;
  /** Drops what nothing refers to; plans saved since the journal was opened stay. */
  keep(hashes: ReadonlySet<string>): Promise<void>;
  bytes(): number;
  count(): number;
}

/** Plans by their hash, one file each, next to the segments that name them. */
export async function openPlans(folder: string): Promise<PlanStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const sizes = await sizesIn(folder);
  const saved = new Set<string>();
  const pathOf = (hash: string) => join(folder, `${checked(hash)}.json`);
  return {
    async save({ hash, plan }) {
      saved.add(hash);
      if (sizes.has(hash) && (await isWhole(pathOf(hash)))) return;
      const bytes = encodeRecord(plan);
      await writeDurably(pathOf(hash), bytes);
      sizes.set(hash, bytes.length);
    },
    plan: async (hash) => await readPlan(pathOf(hash)),
    async keep(hashes) {
      for (const hash of sizes.keys()) {
        if (hashes.has(hash) || saved.has(hash)) continue;
        await rm(pathOf(hash), { force: true });
        sizes.delete(hash);
      }
    },
    bytes: () => [...sizes.values()].reduce((sum, size) => sum + size, 0),
    count: () => sizes.size,
  };
}

async function readPlan(path: string): Promise<Plan> {
  // Anything else, such as too many open files, passes: the plan is not gone for it.
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes) throw new JournalError('missing', `There is no plan ${path}.`);
  const plan = decodeRecord(bytes) as Plan | undefined;
  if (!plan) throw new JournalError('damaged', `The plan ${path} is damaged: its checksum does not hold.`);
  refuseNewer(plan.version, PLAN_VERSION, path);
  return plan;
}

async function isWhole(path: string): Promise<boolean> {
  return decodeRecord(await readFile(path).catch(() => Buffer.alloc(0))) !== undefined;
}

async function sizesIn(folder: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const name of await readdir(folder)) {
    const hash = name.replace(/\.json$/, '');
    if (HASH.test(hash)) sizes.set(hash, (await stat(join(folder, name))).size);
    else if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
  return sizes;
}

/** A hash becomes a file's name: nothing else may. */
function checked(hash: string): string {
  if (HASH.test(hash)) return hash;
  throw new JournalError('missing', `'${hash}' is no plan's hash: that is 64 lower-case hex digits.`);
}
