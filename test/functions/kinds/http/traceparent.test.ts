import { expect, test } from 'vitest';
import { traceparentOf } from '../../../../functions/kinds/http/traceparent.ts';
import { spanIdOf } from '../../../../lib/model/span-ids.ts';
import { httpTarget, observe, response } from '../../../support/http-target.ts';

const span = { run: '0123456789abcdef0123456789abcdef', attempt: 2, step: 3 };
const HEADER = `00-${span.run}-${spanIdOf(span.run, { attempt: 2, step: 3, part: 0 })}-01`;

test('a target that is told gets the run as trace, its step as parent, and that it is sampled', async () => {
  const target = await httpTarget(() => response(200));
  await observe(target.host, { traceHosts: 'own' }, { span });
  expect(HEADER).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(target.arrived.map((request) => request.header('traceparent'))).toEqual([HEADER]);
});

test('nobody is told who was not declared', async () => {
  const target = await httpTarget(() => response(200));
  await observe(target.host, {}, { span });
  await observe(target.host, { traceHosts: ['shop.example'] }, { span });
  expect(target.arrived.map((request) => request.header('traceparent'))).toEqual([undefined, undefined]);
});

test.each([
  ['own', [HEADER, undefined]],
  [['localhost'], [undefined, HEADER]],
  [
    ['127.0.0.1', 'localhost'],
    [HEADER, HEADER],
  ],
] as const)('a redirect from 127.0.0.1 to localhost tells those of %j', async (traceHosts, expected) => {
  const second = await httpTarget(() => response(200));
  const first = await httpTarget(() => response(302, '', { Location: `http://localhost:${second.port}/` }));
  await observe(first.host, { traceHosts }, { span });
  const told = [...first.arrived, ...second.arrived].map((request) => request.header('traceparent'));
  expect(told).toEqual(expected);
});

test('a header of the definition stays as it was written', async () => {
  const target = await httpTarget(() => response(200));
  await observe(target.host, { traceHosts: 'own', headers: [['Traceparent', 'mine']] }, { span });
  const given = target.arrived[0]?.headers.filter(([name]) => name.toLowerCase() === 'traceparent');
  expect(given).toEqual([['Traceparent', 'mine']]);
});

test.each([
  ['https://shop.example/', ['shop.example'], true],
  ['https://SHOP.example:8443/a?b', ['shop.example'], true],
  ['https://api.shop.example/', ['shop.example'], false],
  ['https://api.shop.example/', ['*.shop.example'], true],
  ['https://a.b.shop.example/', ['*.shop.example'], true],
  ['https://shop.example/', ['*.shop.example'], false],
  ['https://evilshop.example/', ['*.shop.example'], false],
  ['https://shop.example.evil.test/', ['shop.example', '*.shop.example'], false],
  ['http://[::1]:80/', ['::1'], true],
  ['http://192.0.2.1/', ['*.2.1'], true],
])('%s among %j: %s', (url, hosts, told) => {
  expect(traceparentOf(new URL(url), new URL('http://first.example'), hosts, span) !== undefined).toBe(told);
});
