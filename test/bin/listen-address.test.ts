import { expect, test } from 'vitest';
import { pageAddress, parseListen } from '../../bin/listen-address.ts';

test.each([
  ['127.0.0.1:9115', { host: '127.0.0.1', port: 9115 }, 'http://127.0.0.1:9115/'],
  ['[::1]:9115', { host: '::1', port: 9115 }, 'http://[::1]:9115/'],
  ['localhost:80', { host: 'localhost', port: 80 }, 'http://localhost:80/'],
  [':9115', { host: '', port: 9115 }, 'http://127.0.0.1:9115/'],
  ['0.0.0.0:9115', { host: '0.0.0.0', port: 9115 }, 'http://127.0.0.1:9115/'],
])('%s is an address to listen on', (text, address, page) => {
  expect(parseListen(text)).toEqual(address);
  expect(pageAddress(address)).toBe(page);
});

test.each([
  ['9115', 'the port is missing'],
  ['localhost', 'the port is missing'],
  ['::1', 'an IPv6 address stands in [ ]'],
  ['[localhost]:9115', 'only an IPv6 address stands in [ ]'],
  ['127.0.0.1:65536', 'a port is at most 65535'],
  ['http://localhost:9115', 'the port is missing'],
])('%s is none, in words', (text, words) => {
  expect(() => parseListen(text)).toThrow(`not '${text}': ${words}`);
});
