import { expect, test } from 'vitest';
import { blockId, contentDigits, partsOfBlockId } from '../../../../functions/delivery/blocks/block-id.ts';

test('a block is named by when it is uploaded and by what is in it, as a ULID', () => {
  // The specification's own example of a time: 01ARYZ6S41 is 2016-07-30T22:36:16.385Z.
  const content = contentDigits(Buffer.from('d764e5f4b71cd1bf5a87', 'hex'));
  const id = blockId(1_469_918_176_385, content);
  expect(id.slice(0, 10)).toBe('01ARYZ6S41');
  expect(content).toBe('TXJEBX5Q3K8VYPM7');
  expect(partsOfBlockId(id)).toEqual({ atMs: 1_469_918_176_385, content });
});

test('what is no block’s name has no parts', () => {
  for (const name of [
    'debug',
    '01ARYZ6S41TSV4RRFFQ69G5FA',
    '81ARYZ6S41TSV4RRFFQ69G5FAV',
    '01ARYZ6S41TSV4RRFFQ69G5FAU',
  ]) {
    expect(partsOfBlockId(name), name).toBeUndefined();
  }
});
