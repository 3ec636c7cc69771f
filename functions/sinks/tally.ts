import type { Delivery, Rejection } from '../../lib/model/delivery.ts';

export const NOTHING_SENT: Delivery = { delivered: 0, rejected: [] };

export function delivered(count: number): Delivery {
  return { delivered: count, rejected: [] };
}

export function rejected(reason: string, count: number, answer: string): Delivery {
  return { delivered: 0, rejected: count > 0 ? [{ reason, count, answer }] : [] };
}

/** What became of two parts of a batch. Refusals for one reason are one, with the words of the first. */
export function plus(a: Delivery, b: Delivery): Delivery {
  const retry = later(a.retry, b.retry);
  return {
    delivered: a.delivered + b.delivered,
    rejected: b.rejected.reduce(withRejection, a.rejected),
    ...(retry && { retry }),
  };
}

function withRejection(all: readonly Rejection[], one: Rejection): readonly Rejection[] {
  const known = all.find(({ reason }) => reason === one.reason);
  if (!known) return [...all, one];
  return all.map((other) => (other === known ? { ...known, count: known.count + one.count } : other));
}

/** The one that asks for the longer wait. */
function later(a: Delivery['retry'], b: Delivery['retry']): Delivery['retry'] {
  return a && b ? ((b.afterMs ?? 0) > (a.afterMs ?? 0) ? b : a) : (a ?? b);
}
