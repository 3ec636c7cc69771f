import type { Shipped } from './ship.ts';

/** A batch that fails alone, while others are taken. */
export interface Alone {
  readonly alone: string;
  readonly reason: string;
}

type Once = (keys: readonly string[]) => AsyncIterable<Shipped>;

/** The newest may be the one that is looked for; a second that fails, too, says that the far side is down. */
const PROBES = 2;
const MOST_FAILURES = 100;

/**
 * Looks for what keeps others waiting. First the newest is sent: where nothing of it is taken the far side is down, and nothing is said of any key.
 * Else the rest is sent in ever smaller parts, one attempt each, until what fails stands alone. Each key that was settled is in one answer; the others
 * go on waiting.
 *
 * @param once ships keys with one attempt a request
 */
export async function* isolate(keys: readonly string[], once: Once): AsyncGenerator<Shipped | Alone> {
  const left = [...keys];
  const failed: string[] = [];
  for (let isTaken = false; !isTaken; ) {
    const newest = left.pop();
    if (newest === undefined || failed.length >= PROBES) return;
    for await (const shipped of once([newest])) {
      // What has no items needs no request, and proves nothing.
      isTaken ||= shipped.delivered > 0;
      if (shipped.state === 'waiting') failed.unshift(newest);
      else yield shipped;
    }
  }
  yield* divided([...left, ...failed], once);
}

async function* divided(keys: readonly string[], once: Once): AsyncGenerator<Shipped | Alone> {
  const parts = [keys];
  for (let failures = 0; failures < MOST_FAILURES; ) {
    const part = parts.pop();
    if (!part) return;
    const waiting: string[] = [];
    let reason = '';
    for await (const shipped of once(part)) {
      if (shipped.state !== 'waiting') yield shipped;
      else waiting.push(...shipped.keys);
      reason ||= shipped.retry?.reason ?? '';
    }
    const [first] = waiting;
    if (first === undefined) continue;
    failures += 1;
    const middle = waiting.length >> 1;
    if (middle > 0) parts.push(waiting.slice(middle), waiting.slice(0, middle));
    else yield { alone: first, reason };
  }
}
