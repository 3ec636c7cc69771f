import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { HttpSettings } from '../../../../lib/model/settings.ts';
import { httpTarget, observe, response } from '../../../support/http-target.ts';

const HELLO = 'hello world'.repeat(10);
const packed = { gzip: gzipSync(HELLO), br: brotliCompressSync(HELLO), deflate: deflateRawSync(HELLO) };

async function fetched(answer: string, settings: Partial<HttpSettings> = {}) {
  const { host } = await httpTarget(() => answer);
  const { observation, evidence } = await observe(host, settings);
  const { status, contentLength, bodyBytes } = observation.facts;
  return {
    status,
    contentLength,
    bodyBytes,
    text: Buffer.from(evidence.body).toString(),
    reason: observation.failure?.reason,
  };
}
const encoded = (encoding: string, body: Buffer | string) =>
  response(200, body.toString('latin1' as BufferEncoding), { 'Content-Encoding': encoding });

test.each(['identity', 'xxx'])('a body in the encoding %s is judged as it came', async (encoding) => {
  expect(await fetched(encoded(encoding, HELLO))).toEqual({
    status: 200,
    contentLength: 110,
    bodyBytes: 110,
    text: HELLO,
    reason: undefined,
  });
});

test('the body of a 404 counts as well', async () => {
  expect(await fetched(response(404, 'not found'))).toMatchObject({ status: 404, contentLength: 9, bodyBytes: 9 });
});

test.each(['gzip', 'br', 'deflate'] as const)('a body in %s that was not asked for is not undone', async (encoding) => {
  const { length } = packed[encoding];
  expect(await fetched(encoded(encoding, packed[encoding]))).toMatchObject({
    contentLength: length,
    bodyBytes: length,
    reason: undefined,
  });
});

test.each(['gzip', 'br', 'deflate'] as const)('a body in %s that was asked for is undone', async (compression) => {
  const { length } = packed[compression];
  expect(await fetched(encoded(compression, packed[compression]), { compression })).toEqual({
    status: 200,
    contentLength: length,
    bodyBytes: 110,
    text: HELLO,
    reason: undefined,
  });
});

test('deflate may come in its zlib wrapping, and identity undoes nothing', async () => {
  expect(await fetched(encoded('deflate', deflateSync(HELLO)), { compression: 'deflate' })).toMatchObject({
    text: HELLO,
  });
  expect(await fetched(response(200, HELLO), { compression: 'identity' })).toMatchObject({ bodyBytes: 110 });
});

test('another encoding than the one asked for fails, with nothing read', async () => {
  const { length } = packed.gzip;
  expect(await fetched(encoded('gzip', packed.gzip), { compression: 'deflate' })).toEqual({
    status: 200,
    contentLength: length,
    bodyBytes: 0,
    text: '',
    reason: 'body_invalid',
  });
});

test('an empty body needs no decoding', async () => {
  expect(await fetched(response(200), { compression: 'gzip' })).toMatchObject({ bodyBytes: 0, reason: undefined });
  expect(await fetched('HTTP/1.1 204 No Content\r\n\r\n', { compression: 'br' })).toMatchObject({
    status: 204,
    contentLength: 0,
    reason: undefined,
  });
});

test.each([
  [127, undefined, 127, undefined],
  [128, undefined, 128, undefined],
  [129, undefined, 128, 'body_too_large'],
  [127, 'gzip', 127, undefined],
  [129, 'gzip', 128, 'body_too_large'],
] as const)('of %i bytes (%s) a limit of 128 lets %i through', async (bytes, compression, bodyBytes, reason) => {
  const text = 'x'.repeat(bytes);
  const answer = compression ? encoded(compression, gzipSync(text)) : response(200, text);
  expect(await fetched(answer, { maxBodyBytes: 128, ...(compression && { compression }) })).toMatchObject({
    bodyBytes,
    reason,
  });
});

test.each([
  ['chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: v\r\n\r\n', undefined],
  ['until the end, in HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nhello', undefined],
  ['after interim responses', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\n\r\n${response(200, 'hello')}`, 5],
])('a body %s', async (_, answer, contentLength) => {
  expect(await fetched(answer)).toEqual({ status: 200, contentLength, bodyBytes: 5, text: 'hello', reason: undefined });
});

test.each([
  ['HTTP/1.0 200 OK\r\n\r\n', 1],
  ['HTTP/1.1 200 OK\r\n\r\n', 1.1],
])('the version of %j', async (answer, version) => {
  const { host } = await httpTarget(() => answer);
  expect((await observe(host)).observation.facts.version).toBe(version);
});

test('101 is final and has no body', async () => {
  expect(await fetched('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nbytes')).toMatchObject({
    status: 101,
    bodyBytes: 0,
    reason: undefined,
  });
});

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['Sunday, 06-Nov-94 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['Sun Nov  6 08:49:37 1994', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['1994-11-06T08:49:37Z', undefined],
  ['Sun, 31 Feb 1994 08:49:37 GMT', undefined],
])('Last-Modified %s', async (value, expected) => {
  const { host } = await httpTarget(() => response(200, '', { 'Last-Modified': value }));
  expect((await observe(host)).observation.facts.lastModifiedMs).toBe(expected);
});

test('processing and transfer are told apart: a head that comes late, a body that comes later', async () => {
  const { host } = await httpTarget((_, socket) => {
    setTimeout(() => {
      socket.write('HTTP/1.1 200 OK\r\n');
      setTimeout(() => socket.end('\r\nhello'), 120);
    }, 80);
    return undefined;
  });
  const { phases, durationMs } = (await observe(host)).observation;
  const lasting = (wanted: string) => phases.find(({ name }) => name === wanted)?.durationMs ?? Number.NaN;
  expect(lasting('processing')).toBeGreaterThan(75);
  expect(lasting('transfer')).toBeGreaterThan(75);
  expect(lasting('processing') + lasting('transfer')).toBeLessThanOrEqual(durationMs);
});
