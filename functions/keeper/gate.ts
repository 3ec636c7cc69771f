import type { Sink } from '../../lib/model/delivery.ts';

/** Lets live results through to a sink, or has them wait in the journal. */
export interface Gate {
  readonly isOpen: boolean;
  open(): void;
  close(): void;
  /** The sink as live delivery sees it. */
  guard(sink: Sink): Sink;
}

const AGAIN_MS = 500;

/** A gate that is closed: nothing is sent live before somebody has looked at what is stored. */
export function createGate(): Gate {
  let isOpen = false;
  return {
    get isOpen() {
      return isOpen;
    },
    open() {
      isOpen = true;
    },
    close() {
      isOpen = false;
    },
    guard: (sink) => ({
      name: sink.name,
      async send(signals, signal) {
        if (isOpen) return await sink.send(signals, signal);
        return { delivered: 0, rejected: [], retry: { reason: 'a restore goes first', afterMs: AGAIN_MS } };
      },
    }),
  };
}
