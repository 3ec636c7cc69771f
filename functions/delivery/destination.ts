import type { Signals, Sink } from '../../lib/model/delivery.ts';

/** A sink, and what delivery must know of it. */
export interface Destination {
  readonly sink: Sink;
  /** Where it leads, for people and to tell one from another: the URL, without credentials. */
  readonly url: string;
  /** The sink's business; the rest of the signals it passes over. */
  readonly takes: keyof Signals;
  /** What is older than this the far side does not take: it is rejected as `too-old` before it is sent. */
  readonly windowMs: number;
}
