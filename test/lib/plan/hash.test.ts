import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashPlan } from '../../../lib/plan/hash.ts';

describe('canonical JSON', () => {
  it('has sorted keys, no spaces, and nothing that is undefined', () => {
    expect(canonicalJson({ b: [1, undefined, { d: null, c: 'ä' }], a: undefined, A: true })).toBe(
      '{"A":true,"b":[1,null,{"c":"ä","d":null}]}',
    );
  });

  it('is the same whatever the order of keys, and reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
        expect(canonicalJson(reversed(plain))).toBe(canonicalJson(plain));
      }),
    );
  });
});

describe('the hash of a plan', () => {
  it('is 64 hex digits, and changes with the plan', () => {
    const plan = { version: 1, id: 'probewright', locations: [], probes: [], files: [] } as const;
    expect(hashPlan(plan).hash).toBe('9f5eca2b247834e24f62ce938bc56fe84ad86540532690f518ee80cc16ddff0a');
    expect(hashPlan({ ...plan, id: 'other' }).hash).not.toBe(hashPlan(plan).hash);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
