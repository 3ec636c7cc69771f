import type { SampleName } from '../../../lib/model/sample.ts';
import type { LabelPairs } from './label-pairs.ts';
import { ProtoWriter } from './proto-writer.ts';

/** The strings of one request; the first is empty. */
export class Symbols {
  readonly #tag: number;
  readonly #encodeMetadata: (name: SampleName, symbols: Symbols) => Buffer;
  readonly #known = new Map<string, number>([['', 0]]);
  readonly #metadata = new Map<SampleName, Buffer>();
  /** The labels met last: most of them are those of the next series, at the same places. */
  #pairs: LabelPairs = [];
  #refs: number[] = [];

  /** @param tag of the field that holds them */
  constructor(tag: number, encodeMetadata: (name: SampleName, symbols: Symbols) => Buffer) {
    this.#tag = tag;
    this.#encodeMetadata = encodeMetadata;
  }

  ref(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const next = this.#known.size;
    this.#known.set(text, next);
    return next;
  }

  /** The references of labels; overwritten by the next call. */
  refs(pairs: LabelPairs): readonly number[] {
    const refs = this.#refs;
    refs.length = pairs.length;
    for (let at = 0; at < pairs.length; at++) {
      const text = pairs[at] as string;
      if (text !== this.#pairs[at]) refs[at] = this.ref(text);
    }
    this.#pairs = pairs;
    return refs;
  }

  /** What is encoded about a metric, made once. */
  metadata(name: SampleName): Buffer {
    const known = this.#metadata.get(name);
    if (known) return known;
    const made = this.#encodeMetadata(name, this);
    this.#metadata.set(name, made);
    return made;
  }

  encode(): Buffer {
    const out = new ProtoWriter(this.#known.size * 24);
    for (const text of this.#known.keys()) out.text(this.#tag, text);
    return out.finish();
  }
}
