import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { createIdentity } from '../../../../demo/pki.ts';
import type { FailureReason, PhaseName } from '../../../../lib/model/failure.ts';
import { type Answer, httpTarget, observe, response } from '../../../support/http-target.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const SOON = { timeoutMs: 600 };

/** Asks a target that answers so, and expects this failure. */
async function fails(
  answer: Answer,
  reason: FailureReason,
  phase: PhaseName,
  words: string,
  ...[settings, run]: Options
) {
  const { host } = await httpTarget(answer);
  const seen = await observe(host, settings, run);
  expect(seen.observation.failure).toEqual({ reason, phase, message: expect.stringContaining(words) });
  expect(seen.observation.phases.at(-1)?.name).toBe(phase);
  return seen;
}
type Options = [settings?: Parameters<typeof observe>[1], run?: Parameters<typeof observe>[2]];

test('`response_timeout`: a target that takes the request and says nothing', async () => {
  const { observation } = await fails(() => undefined, 'response_timeout', 'processing', 'to send', {}, SOON);
  expect(observation.durationMs).toBeGreaterThan(550);
  expect(observation.facts).toMatchObject({ redirects: 0, secure: false });
  expect(observation.facts.status).toBeUndefined();
});

test('`response_timeout`: a target that stops within the head', async () => {
  const half: Answer = (_, socket) => void socket.write(`${OK}A: b\r\n`);
  await fails(half, 'response_timeout', 'processing', 'to send', {}, SOON);
});

test('`response_timeout`: a target that sends an interim response and no final one', async () => {
  const interim: Answer = (_, socket) => void socket.write('HTTP/1.1 102 Processing\r\n\r\n');
  await fails(interim, 'response_timeout', 'processing', 'to send', {}, SOON);
});

test('`response_timeout`: a target that does not read a large request', async () => {
  const server = createServer((socket) => void socket.pause());
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const body = { text: 'x'.repeat(20_000_000) };
  const { port } = server.address() as AddressInfo;
  const { observation } = await observe(`127.0.0.1:${port}`, { method: 'POST', body }, SOON);
  expect(observation.failure).toMatchObject({ reason: 'response_timeout', phase: 'processing' });
});

test('`response_closed`: a target that closes instead of answering', async () => {
  await fails((_, socket) => void socket.end(), 'response_closed', 'processing', 'closed without a response');
});

test('`response_closed`: a target that closes within the head', async () => {
  await fails(() => `${OK}A: b`, 'response_closed', 'processing', 'closed within the head, after «HTTP/1.1 200 OK');
});

test('`response_reset`: a target that resets the connection instead of answering', async () => {
  await fails((_, socket) => void socket.resetAndDestroy(), 'response_reset', 'processing', 'reset the connection');
});

test('`response_invalid`: a target that speaks another protocol', async () => {
  await fails(() => '220 mail.example ESMTP\r\n', 'response_invalid', 'processing', 'got «220 mail.example ESMTP');
});

test('`response_invalid`: two lengths that contradict each other', async () => {
  const lengths = 'Content-Length: 5\r\nContent-Length: 6\r\n';
  const { observation } = await fails(
    () => `${OK}${lengths}\r\nhello`,
    'response_invalid',
    'processing',
    'as 5 and as 6',
  );
  expect(observation.facts.status).toBe(200);
});

test('`response_invalid`: a flood of interim responses', async () => {
  await fails(
    () => 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(5000),
    'response_invalid',
    'processing',
    'more than 20 interim',
  );
});

test('`response_too_large`: a head without an end', async () => {
  await fails(() => `${OK}A: ${'b'.repeat(100_000)}`, 'response_too_large', 'processing', 'longer than 65536 bytes');
});

test('`response_too_large`: a head of too many lines', async () => {
  await fails(() => `${OK}${'A: b\r\n'.repeat(300)}\r\n`, 'response_too_large', 'processing', 'more than 200 lines');
});

test('`redirect_limit`: a chain without an end is cut as blackbox_exporter cuts it: eleven seen, a twelfth never asked', async () => {
  const { host, arrived } = await httpTarget(({ number }) => response(302, 'moved', { Location: `/${number + 1}` }));
  const { observation } = await observe(host);
  expect(observation.failure).toEqual({
    reason: 'redirect_limit',
    phase: 'processing',
    message: `redirected 11 times, at most 10 are followed; the last one leads to http://${host}/11`,
  });
  expect(observation.facts).toMatchObject({ redirects: 11, status: 302, version: 1.1 });
  expect(observation.facts.bodyBytes).toBeUndefined();
  expect(arrived).toHaveLength(11);
});

test('`redirect_limit`: a page that redirects to itself', async () => {
  const self: Answer = () => response(301, '', { Location: '/' });
  await fails(self, 'redirect_limit', 'processing', 'redirected 3 times, at most 2', { maxRedirects: 2 });
});

test.each(['http://', 'https://[::1', 'ftp://files.example/x?token=s3cret', 'javascript:alert(1)'])(
  '`redirect_invalid`: the Location %s',
  async (location) => {
    const answer: Answer = () => response(302, '', { Location: location });
    const { observation } = await fails(answer, 'redirect_invalid', 'processing', 'which is no http or https address');
    expect(observation.failure?.message).not.toContain('s3cret');
    expect(observation.facts).toMatchObject({ redirects: 0, status: 302 });
  },
);

test('`redirect_invalid`: a Location that must not be probed from here is the fault of the target, not ours', async () => {
  const { host } = await httpTarget(() => response(302, '', { Location: 'http://127.0.0.2/latest/meta-data' }));
  const refuse = (ip: string) => (ip === '127.0.0.2' ? 'loopback addresses are not probed' : undefined);
  const { observation } = await observe(host, {}, { refuse });
  expect(observation.failure).toEqual({
    reason: 'redirect_invalid',
    phase: 'processing',
    message:
      'a redirect leads to http://127.0.0.2/latest/meta-data, which is not to be asked from here: loopback addresses are not probed',
  });
});

test('`transfer_timeout`: a body that stops coming', async () => {
  const stuck: Answer = (_, socket) => void socket.write(`${OK}Content-Length: 110\r\n\r\nhello`);
  const { observation, evidence } = await fails(stuck, 'transfer_timeout', 'transfer', 'to send', {}, SOON);
  expect(observation.facts).toMatchObject({ status: 200, contentLength: 110, bodyBytes: 5 });
  expect(Buffer.from(evidence.body).toString()).toBe('hello');
  expect(observation.phases.find(({ name }) => name === 'transfer')?.durationMs).toBeGreaterThan(50);
});

test('`transfer_timeout`: a body that drips for ever', async () => {
  const drip: Answer = (_, socket) => {
    socket.write(`${OK}\r\n`);
    const timer = setInterval(() => socket.write('x'), 10);
    socket.on('close', () => clearInterval(timer));
    return undefined;
  };
  await fails(drip, 'transfer_timeout', 'transfer', 'to send', {}, SOON);
});

test('`transfer_reset`: a connection that is reset within the body', async () => {
  const reset: Answer = (_, socket) => {
    // Nothing tells a server that its bytes were read: the reset follows once the kernel has acknowledged them.
    socket.write(`${OK}Content-Length: 110\r\n\r\nhello`, () => setTimeout(() => socket.resetAndDestroy(), 50));
    return undefined;
  };
  const { observation } = await fails(reset, 'transfer_reset', 'transfer', 'reset the connection');
  expect(observation.facts).toMatchObject({ status: 200, bodyBytes: 5 });
});

test('`body_truncated`: a target that announces more than it sends', async () => {
  const { observation } = await fails(
    () => `${OK}Content-Length: 110\r\n\r\nhello`,
    'body_truncated',
    'transfer',
    'after 5 of 110 bytes',
  );
  expect(observation.facts).toMatchObject({ status: 200, contentLength: 110, bodyBytes: 5 });
});

test('`body_truncated`: chunks without the last one', async () => {
  const cut = `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`;
  await fails(() => cut, 'body_truncated', 'transfer', 'after 5 bytes and no last chunk');
});

test('`body_invalid`: a chunk whose size is none', async () => {
  const bad = `${OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n`;
  await fails(() => bad, 'body_invalid', 'transfer', 'expected the size of a chunk in hexadecimal, got «xyz»');
});

test('`body_invalid`: chunk extensions without an end', async () => {
  const endless = `${OK}Transfer-Encoding: chunked\r\n\r\n5;${'a'.repeat(10_000)}`;
  await fails(() => endless, 'body_invalid', 'transfer', 'longer than 4096 bytes');
});

test('`body_invalid`: a body that is not in the encoding asked for, whatever it says', async () => {
  const plain: Answer = () => response(200, 'hello', { 'Content-Encoding': 'gzip' });
  const { observation } = await fails(plain, 'body_invalid', 'transfer', 'the body is not gzip', {
    compression: 'gzip',
  });
  expect(observation.facts).toMatchObject({ status: 200, contentLength: 5, bodyBytes: 0 });
});

test('`body_invalid`: a compressed body that ends too early keeps what could be read', async () => {
  const text = Array.from({ length: 3000 }, (_, number) => createHash('md5').update(`${number}`).digest('hex')).join(
    '',
  );
  const half = gzipSync(text).subarray(0, 30_000).toString('latin1');
  const { observation, evidence } = await fails(() => response(200, half), 'body_invalid', 'transfer', 'gzip', {
    compression: 'gzip',
  });
  expect(observation.facts.bodyBytes).toBeGreaterThan(1000);
  expect(text.startsWith(Buffer.from(evidence.body).toString())).toBe(true);
});

test('`body_too_large`: reading stops at the limit', async () => {
  const long: Answer = () => response(200, 'x'.repeat(129));
  const { observation } = await fails(long, 'body_too_large', 'transfer', 'larger than 128 bytes', {
    maxBodyBytes: 128,
  });
  expect(observation.facts).toMatchObject({ contentLength: 129, bodyBytes: 128 });
});

test('`body_too_large`: a body without an end', async () => {
  const flood: Answer = (_, socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536)));
    };
    socket.write(`${OK}\r\n`);
    socket.on('drain', more);
    more();
    return undefined;
  };
  await fails(flood, 'body_too_large', 'transfer', 'larger than 1000000 bytes', { maxBodyBytes: 1_000_000 });
});

test.each(['gzip', 'deflate'] as const)(
  '`body_too_large`: a %s bomb costs no more memory than the limit',
  async (compression) => {
    const zeros = Buffer.alloc(100_000_000);
    const bomb = (compression === 'gzip' ? gzipSync(zeros) : deflateSync(zeros)).toString('latin1');
    const before = process.memoryUsage().arrayBuffers;
    const settings = { compression, maxBodyBytes: 1_000_000 };
    const { observation } = await fails(
      () => response(200, bomb),
      'body_too_large',
      'transfer',
      'larger than 1000000',
      settings,
    );
    expect(observation.facts.bodyBytes).toBe(1_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  },
);

test('`tls_client_certificate` in processing: a target that demands a certificate says so after the handshake, in TLS 1.3', async () => {
  const identity = await createIdentity({ names: ['127.0.0.1'] });
  const server = createTlsServer({
    cert: identity.certificate,
    key: identity.key,
    requestCert: true,
    ca: identity.certificate,
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const tls = { ca: identity.certificate, verify: true, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const;
  const { observation } = await observe(`https://127.0.0.1:${port}`, { tls });
  expect(observation.failure).toMatchObject({ reason: 'tls_client_certificate', phase: 'processing' });
  expect(observation.tls?.verified).toBe(true);
});
