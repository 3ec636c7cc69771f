import { expect, test } from 'vitest';
import { readBody } from '../../../functions/net/http-body.ts';
import type { Framing } from '../../../functions/net/http-framing.ts';
import { LimitedBody } from '../../../functions/net/limited-body.ts';
import { endless, piecesOf } from '../../support/pieces.ts';

const CHUNKS: Framing = { until: 'chunks' };

async function read(framing: Framing, [first = '', ...more]: readonly string[], limit = 1000) {
  const body = new LimitedBody(limit);
  const endMs = await readBody(piecesOf(...more), framing, { bytes: Buffer.from(first, 'latin1'), atMs: 0 }, body);
  return { text: body.view().toString('latin1'), endMs };
}

test('a body of a known length ends there; what follows is not looked at', async () => {
  expect(await read({ until: 'length', length: 5 }, ['he', 'll', 'o world', 'more'])).toEqual({
    text: 'hello',
    endMs: 2,
  });
  expect(await read({ until: 'length', length: 0 }, ['x'])).toEqual({ text: '', endMs: 0 });
});

test('a body that ends with the connection is whole at its end', async () => {
  expect(await read({ until: 'close' }, ['a', 'b', 'c'])).toEqual({ text: 'abc', endMs: 2 });
});

test.each([
  ['sizes in either case, with leading zeros', '0000A\r\n0123456789\r\n0\r\n\r\n', '0123456789'],
  ['extensions, quoted or odd', '1;a=b;c="d;e" ;\r\nx\r\n1 ; y\r\ny\r\n0;end\r\n\r\n', 'xy'],
  ['blanks after a size', '1 \t\r\nx\r\n0 \r\n\r\n', 'x'],
  ['trailers, which are dropped', '1\r\nx\r\n0\r\nExpires: never\r\nA:\r\n folded\r\n\r\n', 'x'],
  ['line ends inside a chunk', '4\r\n\r\n\r\n\r\n0\r\n\r\n', '\r\n\r\n'],
  ['nothing', '0\r\n\r\n', ''],
])('chunks: %s, also byte by byte', async (_, text, expected) => {
  expect((await read(CHUNKS, [text])).text).toBe(expected);
  expect((await read(CHUNKS, [...text])).text).toBe(expected);
});

test.each([
  ['no size', '\r\nx\r\n'],
  ['a size with a sign', '+1\r\nx\r\n'],
  ['a size in decimal notation with a prefix', '0x1\r\nx\r\n'],
  ['a size beyond counting', 'fffffffffffffffff\r\nx'],
  ['a size line that ends in LF alone', '1\nx\r\n'],
  ['a control character in an extension', '1;\x01\r\nx\r\n'],
  ['a chunk longer than its size', '1\r\nxy\r\n0\r\n\r\n'],
  ['a chunk that ends in LF alone', '1\r\nx\n0\r\n\r\n'],
  ['a trailer without a colon', '0\r\nT v\r\n\r\n'],
])('chunks: %s is body_invalid', async (_, text) => {
  await expect(read(CHUNKS, [text])).rejects.toMatchObject({ failure: { reason: 'body_invalid', phase: 'transfer' } });
});

test.each([
  ['the line of a size', '1', '0', 4200],
  ['a line of extensions', '1;a=', 'b', 4200],
  ['extensions in all', `1;${'e'.repeat(4000)}\r\nx\r\n`, `1;${'e'.repeat(4000)}\r\nx\r\n`, 80_000],
  ['a trailer', '0\r\nA: ', 'b', 70_000],
  ['trailers in lines', '0\r\n', 'A: b\r\n', 70_000],
])('chunks: %s is read up to a limit', async (_, first, more, most) => {
  const source = endless(first, more);
  const reading = readBody(source, CHUNKS, { bytes: Buffer.alloc(0), atMs: 0 }, new LimitedBody(1e6));
  await expect(reading).rejects.toMatchObject({ failure: { reason: 'body_invalid' } });
  expect(source.handedOut()).toBeLessThan(most);
});

test('a body in chunks of one byte takes no more memory than its bytes', async () => {
  const bytes = 1_000_000;
  const source = endless('', '1\r\nx\r\n'.repeat(10_000));
  const body = new LimitedBody(bytes);
  const before = process.memoryUsage();
  await expect(readBody(source, CHUNKS, { bytes: Buffer.alloc(0), atMs: 0 }, body)).rejects.toMatchObject({
    failure: { reason: 'body_too_large', message: `the body is larger than ${bytes} bytes` },
  });
  const after = process.memoryUsage();
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20 * bytes);
  expect(body.length).toBe(bytes);
});

test('the limit is exact', async () => {
  expect((await read({ until: 'close' }, ['x'.repeat(1000)])).text).toHaveLength(1000);
  await expect(read({ until: 'close' }, ['x'.repeat(1001)])).rejects.toMatchObject({
    failure: { reason: 'body_too_large' },
  });
});

test('a body that is cut short says how much came', async () => {
  await expect(read({ until: 'length', length: 110 }, ['hello'])).rejects.toThrow(
    'the connection ended after 5 of 110 bytes',
  );
  await expect(read(CHUNKS, ['5\r\nhello\r\n'])).rejects.toThrow('after 5 bytes and no last chunk');
  await expect(read(CHUNKS, ['5\r\nhello\r\n0\r\n'])).rejects.toMatchObject({ failure: { reason: 'body_truncated' } });
});
