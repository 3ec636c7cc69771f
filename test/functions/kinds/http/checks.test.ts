import { expect, test } from 'vitest';
import { httpKind } from '../../../../functions/kinds/http/prober.ts';
import type { Pattern, Subject } from '../../../../lib/model/assertion.ts';
import type { Seen } from '../../../../lib/model/observation.ts';
import type { Capture } from '../../../../lib/model/probe.ts';
import { httpTarget, observe, response } from '../../../support/http-target.ts';
import { lendRun } from '../../../support/lent-run.ts';

const DOCUMENT = {
  status: 'open',
  items: [{ id: 1 }, { id: 2, tags: ['x', 'y'] }],
  names: ['a', 'b'],
  none: [],
  nothing: null,
  count: 3,
  deep: { a: true, 'b c': 'quoted', "it's": 1 },
};

async function seen(body: string, headers: Record<string, string> = {}): Promise<Seen<'http'>> {
  const { host } = await httpTarget(() => response(200, body, headers));
  return observe(host);
}
const factOf = async (of: Seen<'http'>, subject: Subject, field?: string) =>
  httpKind.fact(
    { subject, comparison: { op: 'exists', value: true }, otherwise: 'down', ...(field !== undefined && { field }) },
    of,
  );

test('the facts of a response', async () => {
  const of = await seen('hello', { Server: 'x' });
  expect(await factOf(of, 'status')).toBe(200);
  expect(await factOf(of, 'version')).toBe(1.1);
  expect(await factOf(of, 'redirects')).toBe(0);
  expect(await factOf(of, 'size')).toBe(5);
  expect(await factOf(of, 'body')).toBe('hello');
  expect(await factOf(of, 'url')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test('a header gives all its values, whatever the case of its name', async () => {
  const { host } = await httpTarget(
    () => 'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nEmpty:\r\nContent-Length: 0\r\n\r\n',
  );
  const of = await observe(host);
  expect(await factOf(of, 'header', 'SET-Cookie')).toEqual(['a=1', 'b=2']);
  expect(await factOf(of, 'header', 'empty')).toEqual(['']);
  expect(await factOf(of, 'header', 'missing')).toBeUndefined();
});

test.each([
  ['$.status', 'open'],
  ['$.count', 3],
  ['$.nothing', null],
  ['$.missing', undefined],
  ['$.status.deeper', undefined],
  ['$.items', ['{"id":1}', '{"id":2,"tags":["x","y"]}']],
  ['$.names', ['a', 'b']],
  ['$.none', []],
  ['$.items[*].id', [1, 2]],
  ['$.items[*].tags', ['["x","y"]']],
  ['$.items[*].missing', undefined],
  ['$.items[0].id', 1],
  ['$.items[-1].id', 2],
  ['$.items[-3]', undefined],
  ['$.items[2]', undefined],
  ['$.items.id', undefined],
  ['$.names[*]', ['a', 'b']],
  ['$.deep', '{"a":true,"b c":"quoted","it\'s":1}'],
  ['$.deep.*', [true, 'quoted', 1]],
  ["$.deep['b c']", 'quoted'],
  ["$.deep['it\\'s']", 1],
  ['$["deep"]["a"]', true],
  ['$.deep.hasOwnProperty', undefined],
])('the JSON path %s gives %j', async (path, expected) => {
  expect(await factOf(await seen(JSON.stringify(DOCUMENT)), 'json', path)).toEqual(expected);
});

test('$ is the whole document, also when it is a scalar or an array', async () => {
  expect(await factOf(await seen('true'), 'json', '$')).toBe(true);
  expect(await factOf(await seen('[1,"b",null,[2]]'), 'json', '$')).toEqual([1, 'b', null, '[2]']);
});

test.each(['', 'not json', '{"a":1', '💥'])('of the body %j no JSON path finds anything', async (body) => {
  const of = await seen(Buffer.from(body).toString('latin1'));
  expect(await factOf(of, 'json', '$')).toBeUndefined();
});

test.each([
  ['', 'is not there: the body is not JSON (it is empty)'],
  ['<html>', "is not there: the body is not JSON (Unexpected token '<')"],
  ['sesame-opens-it-all', "is not there: the body is not JSON (Unexpected token 's')"],
  ['{"a" "b"}', "is not there: the body is not JSON (Expected ':' after property name in JSON at position 5"],
  ['{}', undefined],
])('why nothing is found in the body %j', async (body, words) => {
  const assertion = {
    subject: 'json',
    field: '$.a',
    comparison: { op: 'exists', value: true },
    otherwise: 'down',
  } as const;
  const why = await httpKind.absence?.(assertion, await seen(body));
  expect(why?.slice(0, words?.length)).toBe(words);
});

test('a value that is nested deeper than can be written out is still a value, and no fault of ours', async () => {
  const of = await seen(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
  expect(await factOf(of, 'json', '$')).toEqual(['(nested too deeply to be read)']);
});

test('a path that is none is our fault', async () => {
  const of = await seen('{}');
  await expect(factOf(of, 'json', '$..a')).rejects.toThrow(
    'The JSON path $..a is not usable: at character 2, descents (..)',
  );
});

test('a body is read in the charset that it names, else in UTF-8, and loses its byte order mark', async () => {
  const latin = await seen('gr\xfcn', { 'Content-Type': 'text/plain; charset="ISO-8859-1"' });
  expect(await factOf(latin, 'body')).toBe('grün');
  expect(
    await factOf(
      await seen('\xef\xbb\xbfgr\xc3\xbcn \xff', { 'Content-Type': 'text/plain; charset=nonsense' }),
      'body',
    ),
  ).toBe('grün \ufffd');
});

test('without a response nothing is known; of a body that was cut short, nothing of the body', async () => {
  const closed = await httpTarget((_, socket) => void socket.end());
  const none = await observe(closed.host);
  for (const subject of ['status', 'body', 'json', 'size', 'version', 'url', 'redirects'] as const)
    expect(await factOf(none, subject, '$')).toBeUndefined();
  expect(await factOf(none, 'header', 'date')).toBeUndefined();
  expect(httpKind.excerpt(none)).toBeUndefined();
  const { host } = await httpTarget(() => 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"he"');
  const half = await observe(host);
  expect(await factOf(half, 'status')).toBe(200);
  for (const subject of ['body', 'json', 'size'] as const) expect(await factOf(half, subject, '$')).toBeUndefined();
  expect(httpKind.excerpt(half)).toEqual({ headers: [['Content-Length', '9']], body: '"he"' });
});

const pattern = (source: string): Pattern => ({ text: source, source, flags: '', engine: 'v8' });
const captured = (of: Seen<'http'>, from: Capture['from']) =>
  httpKind.capture?.({ name: 'x', secret: false, from }, of, lendRun());

test('captures: by JSON path, from a header, from the body', async () => {
  const of = await seen('{"token":"t0k","n":5,"o":{"a":1},"nil":null,"list":[7,8]}', {
    Location: '/orders/42',
    'X-Id': 'a-1',
  });
  expect(await captured(of, { json: '$.token' })).toBe('t0k');
  expect(await captured(of, { json: '$.n' })).toBe('5');
  expect(await captured(of, { json: '$.o' })).toBe('{"a":1}');
  expect(await captured(of, { json: '$.list[*]' })).toBe('7');
  expect(await captured(of, { header: 'location' })).toBe('/orders/42');
  expect(await captured(of, { header: 'location', pattern: pattern('(\\d+)$') })).toBe('42');
  expect(await captured(of, { header: 'x-id', pattern: pattern('[a-z]') })).toBe('a');
  expect(await captured(of, { body: pattern('"token":"(\\w+)"') })).toBe('t0k');
});

test('captures: what is not there is not taken', async () => {
  const of = await seen('{"nil":null}');
  for (const from of [
    { json: '$.nil' },
    { json: '$.missing' },
    { header: 'missing' },
    { header: 'content-length', pattern: pattern('x') },
    { body: pattern('missing(.)') },
  ] as const) {
    expect(await captured(of, from)).toBeUndefined();
  }
});

test('an excerpt keeps the headers and 4 kB of the body, and cuts between characters', async () => {
  const short = await seen('gr\xc3\xbcn\xff', { A: 'b' });
  expect(httpKind.excerpt(short)).toEqual({
    headers: [
      ['Content-Length', '6'],
      ['A', 'b'],
    ],
    body: 'grün\ufffd',
  });
  const long = httpKind.excerpt(await seen(`${'x'.repeat(4095)}\xc3\xbc`));
  expect(long).toMatchObject({ body: 'x'.repeat(4095), cut: true });
});
