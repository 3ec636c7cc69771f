import { type Batch, journalKey } from '../../lib/model/journal.ts';
import { JournalError } from './journal-error.ts';

interface Waiting {
  readonly batch: Batch;
  readonly resolve: (became: 'written' | 'exists') => void;
  readonly reject: (error: unknown) => void;
}

/** Where batches go, one group at a time. */
export interface Groups {
  has(key: string, tickMs: number): Promise<boolean>;
  /** Resolves when all are durable; otherwise none is there. */
  commit(batches: readonly Batch[]): Promise<void>;
}

/** Group commit: what arrives while one group is being synced is the next group, with one sync for all of it. */
export class BatchWriter {
  readonly #groups: Groups;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #closed = false;

  constructor(groups: Groups) {
    this.#groups = groups;
  }

  append(batch: Batch): Promise<'written' | 'exists'> {
    if (this.#closed)
      return Promise.reject(new JournalError('closed', 'The journal is closed: nothing is written any more.'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when everything that was given is written or refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    // Let the callers of one turn of the loop share the first group.
    await undefined;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#commit(group);
    }
    this.#working = undefined;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const fresh = new Map<string, Waiting>();
      for (const one of group) {
        const key = journalKey(one.batch);
        if (!fresh.has(key) && !(await this.#groups.has(key, one.batch.tickMs))) fresh.set(key, one);
      }
      if (fresh.size > 0) await this.#groups.commit([...fresh.values()].map(({ batch }) => batch));
      const written = new Set(fresh.values());
      for (const one of group) one.resolve(written.has(one) ? 'written' : 'exists');
    } catch (error) {
      for (const one of group) one.reject(error);
    }
  }
}
