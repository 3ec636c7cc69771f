import type { Row } from './row.ts';
import { keyed, type Rows, type Segment } from './segment.ts';
import type { Span } from './span.ts';

/** The segments of a journal in the order of their numbers, the one that is written last. */
export class SegmentSet {
  #segments: Segment[] = [];

  get all(): readonly Segment[] {
    return this.#segments;
  }

  add(segment: Segment): void {
    this.#segments = [...this.#segments, segment].toSorted((a, b) => a.number - b.number);
  }

  replace(segment: Segment): void {
    this.#segments = this.#segments.map((one) => (one.number === segment.number ? segment : one));
  }

  drop(segment: Segment): void {
    this.#segments = this.#segments.filter((one) => one.number !== segment.number);
  }

  /** Those that may hold ticks in [from, to), oldest first. */
  overlapping(fromMs: number, toMs: number): Segment[] {
    return this.#segments.filter(({ head }) => head.maxTickMs >= fromMs && head.minTickMs < toMs);
  }

  async find(key: string, tickMs: number): Promise<{ segment: Segment; row: Row } | undefined> {
    for (const segment of this.overlapping(tickMs, tickMs + 1).toReversed()) {
      const row = (await this.#rowsOf(segment)).byKey.get(key);
      if (row) return { segment, row };
    }
    return undefined;
  }

  /** Rows with ticks in [from, to), in the order of their ticks; holds no more than segments that overlap. */
  async *inOrder(fromMs: number, toMs: number): AsyncGenerator<Row> {
    const segments = this.overlapping(fromMs, toMs).toSorted((a, b) => a.head.minTickMs - b.head.minTickMs);
    let held: Row[] = [];
    for (const [i, segment] of segments.entries()) {
      held = [...held, ...(await this.rowsIn(segment, fromMs, toMs))].toSorted((a, b) => a.tickMs - b.tickMs);
      const safe = segments[i + 1]?.head.minTickMs ?? Number.POSITIVE_INFINITY;
      const cut = held.findIndex(({ tickMs }) => tickMs >= safe);
      const ready = cut < 0 ? held : held.slice(0, cut);
      held = cut < 0 ? [] : held.slice(cut);
      yield* ready;
    }
  }

  async spansIn(segment: Segment): Promise<readonly Span[]> {
    return await this.#ofWhatIsThere(segment, (one) => one.spans(), []);
  }

  async #rowsOf(segment: Segment): Promise<Rows> {
    return await this.#ofWhatIsThere(segment, (one) => one.rows(), keyed([]));
  }

  /** Nothing of a segment that was dropped meanwhile; where it was compressed meanwhile, of the compressed one. */
  async #ofWhatIsThere<T>(segment: Segment, read: (segment: Segment) => Promise<T>, nothing: T): Promise<T> {
    try {
      return await read(segment);
    } catch (error) {
      const now = this.#segments.find(({ number }) => number === segment.number);
      if (now === segment) throw error;
      return now ? await read(now) : nothing;
    }
  }

  /** Rows of one segment with ticks in [from, to), in the order of their ticks. */
  async rowsIn(segment: Segment, fromMs: number, toMs: number): Promise<Row[]> {
    const rows = (await this.#rowsOf(segment)).all.filter(({ tickMs }) => tickMs >= fromMs && tickMs < toMs);
    return rows.sort((a, b) => a.tickMs - b.tickMs);
  }
}
