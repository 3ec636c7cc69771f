/** Numbers that look random and follow from a seed (mulberry32), so that a failing input can be made again. */
export interface Random {
  /** 0 to n − 1. */
  below(n: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return {
    below,
    chance: (share) => next() < share,
    pick: (from) => {
      const [first] = from;
      if (first === undefined) throw new RangeError('nothing to pick from');
      return from[below(from.length)] ?? first;
    },
  };
}
