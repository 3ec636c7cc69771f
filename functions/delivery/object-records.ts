import { createHash } from 'node:crypto';
import { LAYOUT } from '../../lib/model/layout.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';
import { type RecordWriter, recordIn, sliceOfKey, writeRecords } from './record-objects.ts';
import { sinkFolder } from './sink-folder.ts';
import { SLICE_MS, sliceName, sliceNamed, sliceOf } from './slice.ts';
import type { Settled } from './totals.ts';

const WHOLE = 'whole-';
const AT_ONCE = 16;

interface Slice {
  readonly read: Set<string>;
  readonly keys: Set<string>;
}

export interface ObjectRecordsOptions extends RecordWriter {
  readonly store: ObjectStore;
}

/**
 * The durable records of one sink as objects: `deliveries/SINK/SLICE/…`, one for all that one invocation settled of a slice of ten minutes. None is ever
 * changed, so many may write at once, and each is read once a process. A slice of which everything is settled has a mark besides, whose name says of which
 * keys: whoever knows the journal's keys of the slice need not read a record.
 */
export class ObjectRecords {
  readonly #options: ObjectRecordsOptions;
  readonly #folder: string;
  /** By slice: the names that were read, and the keys in them. */
  readonly #slices = new Map<number, Slice>();

  constructor(options: ObjectRecordsOptions) {
    this.#options = options;
    this.#folder = sinkFolder(options.destination);
  }

  /** Of these keys of one slice, those that have no record; reads the records that were not read yet. */
  async unsettled(keys: readonly string[]): Promise<string[]> {
    const [key] = keys;
    if (key === undefined) return [];
    const { keys: known } = await this.#load(sliceOfKey(key));
    return keys.filter((one) => !known.has(one));
  }

  async add(groups: readonly Settled[]): Promise<void> {
    for (const { sliceMs, name, own } of await writeRecords(this.#options, groups)) {
      const slice = this.#slice(sliceMs);
      slice.read.add(name);
      for (const { keys } of own) for (const key of keys) slice.keys.add(key);
    }
  }

  /** The slices from a moment on that have a mark, with the prints of their keys. */
  async wholeSince(fromMs: number): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
    const prefix = `${LAYOUT.deliveries}${this.#folder}/`;
    const whole = new Map<number, Set<string>>();
    for await (const { key } of this.#options.store.list(prefix, `${prefix}${sliceName(sliceOf(fromMs))}`)) {
      const [slice = '', name = ''] = key.slice(prefix.length).split('/');
      const sliceMs = sliceNamed(slice);
      if (sliceMs === undefined || !name.startsWith(WHOLE)) continue;
      // What came late has made another mark necessary.
      whole.set(sliceMs, (whole.get(sliceMs) ?? new Set()).add(name.slice(WHOLE.length)));
    }
    return whole;
  }

  /** Says that all these keys, which are those that the journal has of a slice, are settled. */
  async markWhole(sliceMs: number, keys: readonly string[]): Promise<void> {
    const key = `${LAYOUT.deliveries}${this.#pathOf(sliceMs)}${WHOLE}${printOf(keys)}`;
    const { store } = this.#options;
    await store.put(key, Buffer.of(), { ifAbsent: false, contentType: 'application/octet-stream' });
  }

  async #load(sliceMs: number): Promise<Slice> {
    const prefix = `${LAYOUT.deliveries}${this.#pathOf(sliceMs)}`;
    const slice = this.#slice(sliceMs);
    const fresh: string[] = [];
    for await (const { key } of this.#options.store.list(prefix)) {
      const name = key.slice(prefix.length);
      if (!name.startsWith(WHOLE) && !slice.read.has(name)) fresh.push(name);
    }
    for (let at = 0; at < fresh.length; at += AT_ONCE) {
      await Promise.all(fresh.slice(at, at + AT_ONCE).map((name) => this.#read(prefix, name, slice)));
    }
    return slice;
  }

  async #read(prefix: string, name: string, slice: Slice): Promise<void> {
    const body = await this.#options.store.get(`${prefix}${name}`);
    for (const { keys } of body === undefined ? [] : recordIn(body, `${prefix}${name}`).groups) {
      for (const key of keys) slice.keys.add(key);
    }
    slice.read.add(name);
  }

  #slice(sliceMs: number): Slice {
    const known = this.#slices.get(sliceMs) ?? { read: new Set<string>(), keys: new Set<string>() };
    this.#slices.set(sliceMs, known);
    // What is long over is looked at no more: a warm process must not keep it all.
    const oldestMs = this.#options.now() - FORGET_MS;
    for (const one of this.#slices.keys()) if (one < oldestMs && one !== sliceMs) this.#slices.delete(one);
    return known;
  }

  #pathOf(sliceMs: number): string {
    return `${this.#folder}/${sliceName(sliceMs)}/`;
  }
}

const FORGET_MS = 6 * SLICE_MS;

/** A short name for a set of keys, whatever their order. */
export function printOf(keys: readonly string[]): string {
  const hash = createHash('sha256')
    .update([...keys].sort().join('\n'))
    .digest('hex')
    .slice(0, 16);
  return `${keys.length}-${hash}`;
}
