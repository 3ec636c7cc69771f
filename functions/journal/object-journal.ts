import { type Batch, type Journal, journalKey } from '../../lib/model/journal.ts';
import { LAYOUT, planKey } from '../../lib/model/layout.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';
import { type HashedPlan, PLAN_VERSION, type Plan } from '../../lib/model/plan.ts';
import { refuseNewer } from './format.ts';
import { JournalError } from './journal-error.ts';
import { tickOfKey } from './key.ts';
import { BATCH_CONTENT_TYPE, decodeBatch, encodeBatch } from './object-format.ts';
import { keysBetween, locationsOf } from './object-range.ts';

/** What writes a journal needs of it. */
export interface JournalWriter extends Pick<Journal, 'append'> {
  /** Stores a plan under its hash, once a process; to be called before batches name it. */
  savePlan(plan: HashedPlan): Promise<void>;
}

export interface ObjectJournal extends Journal, JournalWriter {
  /** Throws JournalError `missing`, `damaged` or `newer`. */
  plan(hash: string): Promise<Plan>;
}

export interface ObjectJournalOptions {
  /** Whose batches `list` gives. Default: those that the store has, at one request a location. */
  readonly locations?: readonly string[];
}

const HASH = /^[0-9a-f]{64}$/;

/**
 * The journal as objects of a store, one a batch (docs/journal.md). What the store cannot do is thrown as the store says it; `read` throws
 * JournalError for what it has and cannot be read.
 */
export function createObjectJournal(store: ObjectStore, { locations }: ObjectJournalOptions = {}): ObjectJournal {
  const saved = new Map<string, Promise<unknown>>();
  return {
    append: (batch) => append(store, batch),
    read: (key) => read(store, key),
    async *list(fromMs, toMs) {
      for await (const location of locations ?? locationsOf(store)) {
        yield* keysBetween(store, location, fromMs, toMs);
      }
    },
    async savePlan(plan) {
      const saving = saved.get(plan.hash) ?? writePlan(store, plan);
      saved.set(plan.hash, saving);
      try {
        await saving;
      } catch (error) {
        saved.delete(plan.hash);
        throw error;
      }
    },
    plan: (hash) => readPlan(store, hash),
  };
}

async function append(store: ObjectStore, batch: Batch): Promise<'written' | 'exists'> {
  const key = `${LAYOUT.journal}${journalKey(batch)}`;
  return await store.put(key, encodeBatch(batch), { ifAbsent: true, contentType: BATCH_CONTENT_TYPE });
}

async function read(store: ObjectStore, key: string): Promise<Batch> {
  const bytes = tickOfKey(key) === undefined ? undefined : await store.get(`${LAYOUT.journal}${key}`);
  if (bytes === undefined) throw new JournalError('missing', `The journal holds no '${key}'.`);
  return decodeBatch(bytes, key);
}

async function writePlan(store: ObjectStore, { hash, plan }: HashedPlan): Promise<void> {
  await store.put(planKey(checked(hash)), Buffer.from(JSON.stringify(plan)), {
    ifAbsent: true,
    contentType: 'application/json',
  });
}

async function readPlan(store: ObjectStore, hash: string): Promise<Plan> {
  const bytes = await store.get(planKey(checked(hash)));
  if (bytes === undefined) throw new JournalError('missing', `The journal holds no plan ${hash}.`);
  const plan = parsed(bytes, hash);
  refuseNewer(plan.version, PLAN_VERSION, planKey(hash));
  return plan;
}

function parsed(bytes: Uint8Array, hash: string): Plan {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Plan;
  } catch (error) {
    throw new JournalError('damaged', `The plan ${hash} is damaged: it is no JSON.`, { cause: error });
  }
}

/** A hash becomes an object's name: nothing else may. */
function checked(hash: string): string {
  if (HASH.test(hash)) return hash;
  throw new JournalError('missing', `'${hash}' is no plan's hash: that is 64 lower-case hex digits.`);
}
