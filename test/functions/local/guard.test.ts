import { expect, test } from 'vitest';
import { makeFolder } from '../../support/folder.ts';
import { startTestLocal } from '../../support/local-runner.ts';

const LOOPBACK = ['localhost', 'LOCALHOST', '127.0.0.1', '127.3.4.5', '[::1]', 'probewright.localhost'];

test('only names of this machine are answered, so that a name which is made to point here is of no use', async () => {
  const { ask, port } = await startTestLocal(await makeFolder(), []);
  for (const host of LOOPBACK) {
    expect((await ask('/api/probes', { headers: { host: `${host}:${port}` } })).status, host).toBe(200);
    expect((await ask('/api/probes', { headers: { host } })).status, host).toBe(200);
  }
  for (const host of [
    'evil.example',
    '192.0.2.1',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'a b',
    '0.0.0.0',
  ]) {
    const { status, body } = await ask('/metrics', { headers: { host } });
    expect(status, host).toBe(403);
    expect(body.toString()).toContain('--allow-host');
  }
});

test('a wildcard address answers to addresses and allowed names, still not to any name', async () => {
  const listen = { host: '0.0.0.0', port: 0 };
  const { ask } = await startTestLocal(await makeFolder(), [], { listen, allowedHosts: ['status.example'] });
  for (const host of ['192.0.2.1:9115', 'status.example', 'STATUS.example:80']) {
    expect((await ask('/api/probes', { headers: { host } })).status, host).toBe(200);
  }
  expect((await ask('/api/probes', { headers: { host: 'evil.example' } })).status).toBe(403);
});

test('a page of another site changes nothing, whatever it sends; our own page and a shell may', async () => {
  const { ask, port } = await startTestLocal(await makeFolder(), []);
  const own = `127.0.0.1:${port}`;
  const post = (headers: Record<string, string>) =>
    ask('/-/reload', { method: 'POST', headers: { host: own, ...headers } }).then(({ status }) => status);
  expect(await post({})).toBe(200);
  expect(await post({ origin: `http://${own}` })).toBe(200);
  expect(await post({ origin: 'http://evil.example' })).toBe(403);
  expect(await post({ origin: 'null' })).toBe(403);
  expect(await post({ origin: `http://127.0.0.1:${port + 1}` })).toBe(403);
  expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403);
});

test('every answer forbids frames, foreign content and guessing; the page has nothing inline', async () => {
  const { ask } = await startTestLocal(await makeFolder(), []);
  for (const path of ['/', '/page/main.ts', '/metrics', '/api/probes', '/nowhere']) {
    const { headers } = await ask(path);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  }
  const html = (await ask('/')).body.toString();
  expect(html).toContain('<!doctype html>');
  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style=|\son\w+=|https?:\/\//i);
});

test('TypeScript of the page is served as JavaScript, cached by its content', async () => {
  const { ask } = await startTestLocal(await makeFolder(), []);
  const first = await ask('/page/main.ts');
  expect(first.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(first.body.toString()).not.toMatch(/^import type|: string\b/m);
  const again = await ask('/page/main.ts', { headers: { 'if-none-match': String(first.headers.etag) } });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  expect((await ask('/page/style.css')).headers['content-type']).toBe('text/css; charset=utf-8');
  expect((await ask('/page/icon.svg')).headers['content-type']).toBe('image/svg+xml');
});
