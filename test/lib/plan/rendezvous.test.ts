import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from '../../../lib/plan/rendezvous.ts';

const names = (count: number, seed: number) => Array.from({ length: count }, (_, index) => `probe-${seed}-${index}`);
const loadsOf = (assigned: readonly number[], shards: number) =>
  Array.from({ length: shards }, (_, shard) => assigned.filter((one) => one === shard).length);
const movedOf = (before: readonly number[], after: readonly number[]) =>
  before.filter((shard, index) => shard !== after[index]).length;

/** Shards as the plan chooses their number, for a thousand to ten thousand probes. */
const sizes = fc.record({ count: fc.integer({ min: 1, max: 10_000 }), seed: fc.integer({ min: 0, max: 1e9 }) });
const shardsFor = (count: number) => Math.ceil((1.1 * count) / 200);
const few = { numRuns: 60, verbose: true } as const;

describe('bounded-load rendezvous', () => {
  it('puts at most 1.1 × the mean into a shard, and every name into one', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 60 }), ({ count, seed }, shards) => {
        const loads = loadsOf(assign(names(count, seed), shards), shards);
        expect(Math.max(...loads)).toBeLessThanOrEqual(Math.ceil((1.1 * count) / shards));
        expect(loads.reduce((sum, load) => sum + load)).toBe(count);
      }),
      few,
    );
  });

  it('moves at most 1 % at an addition or a removal, as long as the number of shards stays', () => {
    fc.assert(
      fc.property(sizes, fc.string({ minLength: 1 }), ({ count, seed }, added) => {
        const shards = shardsFor(count);
        const all = names(count, seed);
        const moved = movedOf(assign(all, shards), assign([...all, `added-${added}`], shards));
        expect(moved).toBeLessThanOrEqual(Math.max(1, Math.floor(count / 100)));
      }),
      few,
    );
  });

  it('moves hardly more than the new shard takes over when one is added', () => {
    fc.assert(
      fc.property(sizes, ({ count, seed }) => {
        const shards = shardsFor(count);
        const all = names(count, seed);
        const moved = movedOf(assign(all, shards), assign(all, shards + 1));
        expect(moved).toBeLessThanOrEqual(Math.max(4, 2.2 * Math.ceil(count / (shards + 1))));
      }),
      few,
    );
  });

  it('depends on the names alone, not on their order', () => {
    const all = names(1_000, 7);
    const backwards = assign([...all].reverse(), 6).reverse();
    expect(assign(all, 6)).toEqual(backwards);
  });

  it('never changes between versions: what is deployed would move', () => {
    expect(assign(['cart', 'pay', 'search', 'front', 'login', 'dns'], 3)).toMatchInlineSnapshot(`
      [
        2,
        2,
        1,
        0,
        1,
        2,
      ]
    `);
  });
});
