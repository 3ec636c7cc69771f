import type { Clock } from '../../lib/model/prober.ts';
import { Backoff } from '../delivery/backoff.ts';
import type { Destination } from '../delivery/destination.ts';
import { pause, ship } from '../delivery/ship.ts';
import { type BatchSource, createSignalReader } from '../delivery/signal-reader.ts';
import { SLICE_MS, sliceOf } from '../delivery/slice.ts';
import { NOTHING, plus, type Totals } from '../delivery/totals.ts';

export interface RestoreOptions {
  readonly journal: BatchSource;
  readonly destination: Destination;
  /** Ticks in [from, to), unix milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Items a second, at most. */
  readonly rate: number;
  readonly signal: AbortSignal;
  readonly onReached: (atMs: number) => void;
}

export type Restored = Totals;

const ATTEMPTS_MS = 60_000;

/** Sends a range of the journal, oldest first, and waits for a store that is down for as long as it takes. Leaves no trace of itself: it always begins anew. */
export async function restoreRange(options: RestoreOptions): Promise<Restored> {
  const { journal, destination, fromMs, toMs, clock, rate, signal, onReached } = options;
  const signalsOf = createSignalReader(journal, new Set([destination.takes]));
  const backoff = new Backoff(options.random);
  const beganMs = clock.elapsed();
  let totals: Totals = NOTHING;
  for (let sliceMs = sliceOf(fromMs); sliceMs < toMs && !signal.aborted; sliceMs += SLICE_MS) {
    let keys = await Array.fromAsync(journal.list(Math.max(sliceMs, fromMs), Math.min(sliceMs + SLICE_MS, toMs)));
    while (keys.length > 0 && !signal.aborted) {
      const sent = new Set<string>();
      const shipping = ship(keys, {
        destination,
        signalsOf,
        clock,
        backoff,
        deadlineMs: clock.now() + ATTEMPTS_MS,
        halt: signal,
        cut: signal,
        onRetry: () => undefined,
      });
      for await (const shipped of shipping) {
        if (shipped.state === 'waiting') {
          await pause(shipped.retry?.afterMs ?? 0, signal);
          break;
        }
        for (const key of shipped.keys) sent.add(key);
        totals = plus(totals, shipped);
        await pause(Math.max(0, beganMs + (totals.delivered / rate) * 1000 - clock.elapsed()), signal);
      }
      keys = keys.filter((key) => !sent.has(key));
    }
    onReached(Math.min(sliceMs + SLICE_MS, toMs));
  }
  return totals;
}
