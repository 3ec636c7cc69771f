import type { Delivery } from '../../../lib/model/delivery.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { NOTHING_SENT, plus, rejected } from '../tally.ts';

export interface Screened {
  /** In the order of time. */
  readonly fit: readonly Sample[];
  /** What is refused before it is sent. */
  readonly refused: Delivery;
}

/**
 * Parts what can be sent from what the receiver is known not to take, and from what remote write cannot say.
 *
 * @param oldestMs unix milliseconds; what is older is `too-old`
 */
export function screen(samples: readonly Sample[], oldestMs: number): Screened {
  const fit: Sample[] = [];
  const old: Sample[] = [];
  let refused = NOTHING_SENT;
  for (const sample of samples) {
    const wrong = whatIsWrong(sample);
    if (wrong !== undefined) refused = plus(refused, rejected('invalid', 1, `Not sent: ${sample.name}: ${wrong}.`));
    else if (sample.timestampMs < oldestMs) old.push(sample);
    else fit.push(sample);
  }
  const words = `Not sent: before ${new Date(oldestMs).toISOString()}, the oldest that this receiver is said to take.`;
  return { fit: inOrder(fit), refused: plus(refused, rejected('too-old', old.length, words)) };
}

/** Names found good; the same few come again and again. */
const good = new Set<string>();
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function whatIsWrong({ labels, timestampMs }: Sample): string | undefined {
  if (!Number.isSafeInteger(timestampMs)) return `its time ${timestampMs} is not a whole number of milliseconds`;
  for (const name in labels) {
    if (good.has(name)) continue;
    if (!LABEL.test(name)) return `'${name}' is not a label name (${LABEL.source})`;
    if (name.startsWith('__')) return `the label '${name}' begins with __, which is reserved`;
    if (good.size < 10_000) good.add(name);
  }
  return undefined;
}

function inOrder(samples: Sample[]): Sample[] {
  const sorted = samples.every((one, at) => at === 0 || (samples[at - 1]?.timestampMs ?? 0) <= one.timestampMs);
  return sorted ? samples : samples.sort((a, b) => a.timestampMs - b.timestampMs);
}
