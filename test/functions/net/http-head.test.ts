import { expect, test } from 'vitest';
import { readHead } from '../../../functions/net/http-response-head.ts';
import { endless, piecesOf } from '../../support/pieces.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const read = (...texts: string[]) => readHead(piecesOf(...texts));
const headers = async (fields: string) => (await read(`${OK}${fields}\r\n`)).head.headers;

test.each([
  ['HTTP/1.1 200 OK', 200, 1.1],
  ['HTTP/1.0 404 Not Found', 404, 1],
  ['HTTP/1.1 204', 204, 1.1],
  ['HTTP/1.1 204 ', 204, 1.1],
  ['HTTP/1.1 999 \xfc\x01', 999, 1.1],
])('the status line %j is read', async (line, status, version) => {
  expect((await read(`${line}\r\n\r\n`)).head).toEqual({ status, version, headers: [] });
});

test.each([
  'HTTP/1.1 20 OK',
  'HTTP/1.1 2000 OK',
  'HTTP/1.1 099 OK',
  'HTTP/1.1  200 OK',
  'HTTP/1.1 200\tOK',
  'HTTP/1.1 200OK',
  'HTTP/1.1',
  'HTTP/1.2 200 OK',
  'HTTP/2.0 200 OK',
  'http/1.1 200 OK',
  'ICY 200 OK',
])('the status line %j is refused', async (line) => {
  await expect(read(`${line}\r\n\r\n`)).rejects.toMatchObject({
    failure: { reason: 'response_invalid', phase: 'processing', message: expect.stringContaining('status line') },
  });
});

test('a peer of another protocol is found out by its first bytes, without waiting for more', async () => {
  await expect(read('SSH-2.0-OpenSSH_9.9\r\n')).rejects.toThrow(
    'expected a status line such as «HTTP/1.1 200 OK», got «SSH-2.0-OpenSSH_9.9\\r\\n»',
  );
  await expect(read('\x15\x03\x01')).rejects.toMatchObject({ failure: { reason: 'response_invalid' } });
});

test('header values keep order, case and repetition, and lose the blanks around them', async () => {
  expect(await headers('Set-Cookie: a=1\r\nx-a:\t b c \t\r\nset-cookie:b=2\r\nEmpty:\r\n')).toEqual([
    ['Set-Cookie', 'a=1'],
    ['x-a', 'b c'],
    ['set-cookie', 'b=2'],
    ['Empty', ''],
  ]);
});

test('a folded line is joined by one space (RFC 9112 §5.2)', async () => {
  expect(await headers('A: one\r\n \t two\r\n  three\r\nB:\r\n x\r\n \r\n')).toEqual([
    ['A', 'one two three'],
    ['B', 'x'],
  ]);
});

test('blanks before the colon are dropped (RFC 9112 §5.1)', async () => {
  expect(await headers('A \t: b\r\n')).toEqual([['A', 'b']]);
});

test('lines may end in LF alone, also mixed (RFC 9112 §2.2)', async () => {
  const { head, rest } = await read('HTTP/1.1 200 OK\nA: b\r\nC: d\n\nbody');
  expect(head.headers).toEqual([
    ['A', 'b'],
    ['C', 'd'],
  ]);
  expect(rest.bytes.toString()).toBe('body');
});

test('a value in UTF-8 is read as such, any other as latin-1', async () => {
  expect(await headers('A: gr\xc3\xbcn\r\nB: gr\xfcn\r\n')).toEqual([
    ['A', 'grün'],
    ['B', 'grün'],
  ]);
});

test.each(['No colon', ': x', 'A b: c', 'A\x80: b', ' A: b', 'A: b\rc', 'A: b\0', 'A: \x7f', 'A: b\r'])(
  'the header line %j is refused',
  async (line) => {
    await expect(headers(`${line}\r\n`)).rejects.toMatchObject({ failure: { reason: 'response_invalid' } });
  },
);

test('empty lines before the head are skipped', async () => {
  expect((await read('\r\n\n\r', '\n', OK, '\r\n')).head.status).toBe(200);
});

test('interim responses are passed over, and the moment is that of the final head; 101 is final', async () => {
  const { head, firstByteMs } = await read(
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n',
    'HTTP/1.1 200',
    ' OK\r\n\r\n',
  );
  expect([head.status, firstByteMs]).toEqual([200, 2]);
  expect((await read('HTTP/1.1 101 Go\r\n\r\nHTTP/1.1 200 OK\r\n\r\n')).head.status).toBe(101);
});

test('twenty interim responses are read, a flood of them is not', async () => {
  const interim = 'HTTP/1.1 100 Continue\r\n\r\n';
  expect((await read(`${interim.repeat(20) + OK}\r\n`)).head.status).toBe(200);
  const flood = endless(interim, interim);
  await expect(readHead(flood)).rejects.toMatchObject({
    failure: { reason: 'response_invalid', message: expect.stringContaining('more than 20 interim') },
  });
  expect(flood.handedOut()).toBeLessThan(1000);
});

test('64 KiB of head are read, more is not, whether in lines, in one line or in none', async () => {
  const rows = (bytes: number) => `A: ${'x'.repeat(bytes - OK.length - 'A: \r\n\r\n'.length)}\r\n\r\n`;
  expect((await read(OK, rows(65_536))).head.status).toBe(200);
  await expect(read(OK, rows(65_537))).rejects.toMatchObject({ failure: { reason: 'response_too_large' } });
  for (const text of ['x'.repeat(1000), 'A: b\r\n'.repeat(10), ' ']) {
    const source = endless(`${OK}A: `, text);
    await expect(readHead(source)).rejects.toMatchObject({
      failure: { reason: expect.stringMatching(/response_too_large/) },
    });
    expect(source.handedOut()).toBeLessThan(70_000);
  }
  const blank = endless('\r\n', '\r\n');
  await expect(readHead(blank)).rejects.toMatchObject({ failure: { reason: 'response_too_large' } });
});

test('two hundred header lines are read, more are not', async () => {
  expect(await headers('A: b\r\n'.repeat(200))).toHaveLength(200);
  await expect(headers('A: b\r\n'.repeat(201))).rejects.toMatchObject({ failure: { reason: 'response_too_large' } });
});

test('a long run of blanks inside a value costs no more than its length', async () => {
  const value = `a${' '.repeat(60_000)}b`;
  const startMs = performance.now();
  expect(await headers(`A: ${value}\r\n`)).toEqual([['A', value]]);
  expect(performance.now() - startMs).toBeLessThan(500);
});

test('the end of the stream within a head is told, with what came', async () => {
  await expect(read()).rejects.toThrow('the connection was closed without a response');
  await expect(read('HTTP/1.1 2')).rejects.toThrow('the connection was closed within the head, after «HTTP/1.1 2»');
});
