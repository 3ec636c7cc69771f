import type { Sink } from '../../lib/model/delivery.ts';

/** Lets live results through to a sink, or has them wait. */
export interface Gate {
  readonly isOpen: boolean;
  open(): void;
  close(): void;
  /** Sends away whoever waits, for good. */
  stop(): void;
  /** The sink as live delivery sees it. */
  guard(sink: Sink): Sink;
}

/** A gate that is closed: nothing is sent live before somebody has looked at what is stored. */
export function createGate(): Gate {
  let opened: PromiseWithResolvers<void> | undefined = Promise.withResolvers();
  let isStopped = false;
  return {
    get isOpen() {
      return opened === undefined;
    },
    open() {
      opened?.resolve();
      opened = undefined;
    },
    close() {
      opened ??= Promise.withResolvers();
    },
    stop() {
      isStopped = true;
      opened?.resolve();
    },
    guard: (sink) => ({
      name: sink.name,
      async send(signals, signal) {
        while (opened && !isStopped && !isCut(signal)) await Promise.race([opened.promise, cut(signal)]);
        if (!opened && !signal.aborted) return await sink.send(signals, signal);
        return { delivered: 0, rejected: [], retry: { reason: 'a restore goes first' } };
      },
    }),
  };
}

/**
 * One who was sent away would come back after ever longer pauses, and be late when it opens: so also an attempt whose time is over stays until then. Only who
 * is told to stop goes.
 */
function isCut({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof Error && reason.name === 'TimeoutError');
}

function cut(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => isCut(signal) && resolve(), { once: true });
  });
}
