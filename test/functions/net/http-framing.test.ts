import { expect, test } from 'vitest';
import type { Fields } from '../../../functions/net/http-fields.ts';
import { framingOf } from '../../../functions/net/http-framing.ts';

const framing = (headers: Fields, { method = 'GET', status = 200, version = 1.1 as 1 | 1.1 } = {}) =>
  framingOf(method, { status, version, headers });
const length = (...values: string[]): Fields => values.map((value) => ['Content-Length', value]);
const coding = (...values: string[]): Fields => values.map((value) => ['transfer-encoding', value]);

test('after HEAD, and of 1xx, 204 and 304, there is no body, whatever is announced', () => {
  expect(framing(length('5'), { method: 'HEAD' })).toEqual({ until: 'none' });
  for (const status of [101, 204, 304]) {
    expect(framing(length('5'), { status })).toEqual({ until: 'none' });
    expect(framing(coding('chunked'), { status })).toEqual({ until: 'none' });
  }
  expect(framing(length('5'), { status: 205 })).toEqual({ until: 'length', length: 5 });
});

test('without an announcement the body ends with the connection', () => {
  expect(framing([])).toEqual({ until: 'close' });
});

test('a repeated Content-Length is one when all say the same', () => {
  expect(framing(length('5', '5'))).toEqual({ until: 'length', length: 5 });
  expect(framing(length('5, 5,05'))).toEqual({ until: 'length', length: 5 });
  expect(() => framing(length('5', '6'))).toThrow('announced as 5 and as 6');
});

test.each(['', 'x', '-1', '+1', '1.0', '0x10', '5,', '18446744073709551616'])(
  'the Content-Length %j is refused',
  (value) => {
    expect(() => framing(length(value))).toThrow('is not a number of bytes');
  },
);

test.each([
  [['chunked']],
  [['CHUNKED']],
  [['gzip, chunked']],
  [['gzip', 'chunked']],
  [['chunked, ,']],
  [['chunked', 'chunked']],
])('with the codings %j the body comes in chunks', (values) => {
  expect(framing(coding(...values))).toEqual({ until: 'chunks' });
});

test.each([[['gzip']], [['identity']], [['chunked, gzip']], [['chunked;q=1']], [['xchunked']], [[',']]])(
  'with the codings %j the body ends with the connection',
  (values) => {
    expect(framing(coding(...values))).toEqual({ until: 'close' });
  },
);

test('Transfer-Encoding wins over Content-Length, also from HTTP/1.0', () => {
  expect(framing([...length('3'), ...coding('chunked')], { version: 1 })).toEqual({ until: 'chunks' });
});
