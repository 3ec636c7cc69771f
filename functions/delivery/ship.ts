import type { Delivery, Rejection, Signals } from '../../lib/model/delivery.ts';
import type { Clock } from '../../lib/model/prober.ts';
import { JournalError } from '../journal/journal-error.ts';
import { tickOfKey } from '../journal/key.ts';
import type { Backoff } from './backoff.ts';
import type { Destination } from './destination.ts';
import type { SignalReader } from './signal-reader.ts';

/** What became of keys at one sink. With `rejected` the far side, or we, refused some or all of their items for good. */
export interface Shipped {
  readonly keys: readonly string[];
  readonly state: 'delivered' | 'rejected' | 'waiting';
  /** Items; of a state other than `waiting`. */
  readonly delivered: number;
  readonly rejected: readonly Rejection[];
  /** Why it waits, and how long it should. */
  readonly retry?: { readonly reason: string; readonly afterMs: number };
}

export interface ShipParts {
  readonly destination: Destination;
  readonly signalsOf: SignalReader;
  readonly clock: Clock;
  readonly backoff: Backoff;
  /** When to give up for now, unix milliseconds: what is not settled then waits. */
  readonly deadlineMs: number;
  /** No waiting for another attempt any more. */
  readonly halt: AbortSignal;
  /** Ends what is being sent, too. */
  readonly cut: AbortSignal;
  readonly onRetry: (reason: string) => void;
}

/** One request of this many items is about 60 kB; and a request that is refused as a whole takes no more keys with it. */
const MOST_ITEMS = 2_000;
const MOST_KEYS = 200;
const ATTEMPT_MS = 30_000;

/**
 * Takes journal keys, which are in the order of their ticks, to one sink: many keys a request, one request at a time, so that the samples of a series
 * arrive in their order. Each key is in exactly one answer. Once one waits, all after it wait, too.
 */
export async function* ship(keys: readonly string[], parts: ShipParts): AsyncGenerator<Shipped> {
  const { destination, clock, signalsOf } = parts;
  const oldestMs = clock.now() - destination.windowMs;
  let group: Group = { keys: [], items: 0, parts: [] };
  for (const [index, key] of keys.entries()) {
    const signals = await read(key, signalsOf);
    if (!('samples' in signals)) {
      yield { keys: [key], state: 'rejected', delivered: 0, rejected: [signals] };
      continue;
    }
    const items = signals[destination.takes].length;
    if ((tickOfKey(key) ?? 0) < oldestMs) {
      yield tooOld(key, items, destination.windowMs);
      continue;
    }
    if (isFull(group, items)) {
      const shipped = await send(group, parts);
      yield shipped;
      if (shipped.state === 'waiting') return yield waiting(keys.slice(index), shipped.retry);
      group = { keys: [], items: 0, parts: [] };
    }
    group = { keys: [...group.keys, key], items: group.items + items, parts: [...group.parts, signals] };
  }
  if (group.keys.length > 0) yield await send(group, parts);
}

interface Group {
  readonly keys: readonly string[];
  readonly items: number;
  readonly parts: readonly Signals[];
}

function isFull({ keys, items }: Group, more: number): boolean {
  return keys.length > 0 && (keys.length >= MOST_KEYS || items + more > MOST_ITEMS);
}

/** What cannot be read now can never be: it must not hold up the rest. */
async function read(key: string, signalsOf: SignalReader): Promise<Signals | Rejection> {
  try {
    return await signalsOf(key);
  } catch (error) {
    if (!(error instanceof JournalError) || error.problem === 'closed') throw error;
    return { reason: 'unreadable', count: 1, answer: error.message };
  }
}

function tooOld(key: string, count: number, windowMs: number): Shipped {
  if (count === 0) return { keys: [key], state: 'delivered', delivered: 0, rejected: [] };
  const answer = `Not sent: older than the ${windowMs / 3_600_000} h that this receiver is said to take.`;
  return { keys: [key], state: 'rejected', delivered: 0, rejected: [{ reason: 'too-old', count, answer }] };
}

function waiting(keys: readonly string[], retry: Shipped['retry']): Shipped {
  return { keys, state: 'waiting', delivered: 0, rejected: [], ...(retry && { retry }) };
}

async function send({ keys, items, parts: all }: Group, parts: ShipParts): Promise<Shipped> {
  if (items === 0) return { keys, state: 'delivered', delivered: 0, rejected: [] };
  const signals: Signals = {
    samples: all.flatMap(({ samples }) => samples),
    logs: all.flatMap(({ logs }) => logs),
    spans: all.flatMap(({ spans }) => spans),
  };
  const { clock, backoff, halt, cut, deadlineMs, onRetry, destination } = parts;
  for (;;) {
    const attempt = AbortSignal.any([cut, AbortSignal.timeout(ATTEMPT_MS)]);
    const { delivered, rejected, retry } = await attempted(() => destination.sink.send(signals, attempt));
    if (!retry) {
      backoff.succeeded();
      return { keys, state: rejected.length > 0 ? 'rejected' : 'delivered', delivered, rejected };
    }
    if (!cut.aborted) onRetry(retry.reason);
    const afterMs = backoff.failed(retry.afterMs);
    const again = { reason: retry.reason, afterMs };
    if (clock.now() + afterMs >= deadlineMs) return waiting(keys, again);
    await pause(afterMs, halt);
    if (halt.aborted) return waiting(keys, again);
  }
}

/** A sink that throws has a bug of ours; what it was given is not lost for it. */
async function attempted(send: () => Promise<Delivery>): Promise<Delivery> {
  try {
    return await send();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { delivered: 0, rejected: [], retry: { reason: `a fault of ours: ${words}` } };
  }
}

/** Resolves after the time, or when it is cut short. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
