import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snappyCompress } from '../../../../functions/sinks/remote-write/snappy.ts';
import { uncompress } from '../../../support/remote-write-decode.ts';

const sameAgain = (bytes: Buffer) => expect(uncompress(snappyCompress(bytes)).equals(bytes)).toBe(true);

describe('our snappy', () => {
  it('is undone by another implementation, whatever the bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat(3000)).map(([unit, times]) => {
        return Uint8Array.from({ length: times }, (_, at) => unit[at % unit.length] ?? 0);
      }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        sameAgain(Buffer.concat([...pieces, ...pieces]));
      }),
      { numRuns: 300 },
    );
  });

  it.each([0, 1, 14, 15, 16, 60, 61, 256, 257, 65_535, 65_536, 65_537, 200_000])(
    'keeps %d bytes that repeat nothing and that repeat all',
    (length) => {
      let state = 1;
      const noise = Buffer.from(
        Array.from({ length }, () => {
          state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
          return state >>> 24;
        }),
      );
      sameAgain(noise);
      sameAgain(Buffer.alloc(length, 7));
    },
  );

  it('writes every length of a copy, near and far', () => {
    for (const gap of [0, 100, 2040, 2100, 40_000]) {
      for (let length = 4; length < 150; length++) {
        const word = Buffer.from(Array.from({ length }, (_, at) => (at * 89 + 13) & 255));
        sameAgain(Buffer.concat([word, Buffer.alloc(gap), word, Buffer.from('the end of it all')]));
      }
    }
  });

  it('is the block format: the length first, no frames', () => {
    expect(snappyCompress(Buffer.from('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'))[0]).toBe(32);
    expect(snappyCompress(Buffer.alloc(300)).subarray(0, 2)).toEqual(Buffer.from([0xac, 0x02]));
  });

  it('makes text that repeats much smaller', () => {
    const text = Buffer.from('probe_http_duration_seconds{phase="resolve"} '.repeat(4000));
    expect(snappyCompress(text).length).toBeLessThan(text.length / 15);
  });
});
