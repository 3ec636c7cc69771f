import { AwsV4Signer } from 'aws4fetch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SignableRequest, type SigningKey, signV4 } from '../../../functions/net/sigv4.ts';

const key: SigningKey = {
  region: 'us-east-1',
  service: 'service',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const now = Date.UTC(2015, 7, 30, 12, 36, 0);

/** What a server does: computes the signature anew, over the headers that the request says are signed and its own hash of the body. */
async function independent(request: SignableRequest, key: SigningKey, sent: Record<string, string>): Promise<string> {
  const names = /SignedHeaders=([^,]+)/.exec(sent.authorization ?? '')?.[1]?.split(';') ?? [];
  // Its hash of the body is its own: what we said of it is not passed on, except that S3 has it among the headers.
  const headers = new Headers();
  for (const name of names) if (name !== 'host') headers.set(name, sent[name] ?? '');
  if (key.service === 's3') {
    const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(request.body ?? []));
    headers.set('x-amz-content-sha256', Buffer.from(hash).toString('hex'));
  }
  const signer = new AwsV4Signer({
    ...key,
    method: request.method,
    url: request.url,
    headers,
    body: request.body ? new Uint8Array(request.body) : null,
    datetime: sent['x-amz-date'] ?? '',
    allHeaders: true,
  });
  return (await signer.sign()).headers.get('authorization') ?? '';
}

const value = fc.string({ unit: fc.constantFrom('a', 'Z', '0', ' ', '-', '/', ';', '=') }).map((text) => text.trim());
const headers = fc.dictionary(fc.constantFrom('content-type', 'If-None-Match', 'X-Scope-OrgID', 'x-b', 'X-A'), value);
const piece = fc.string({ unit: fc.constantFrom('a', 'Z', '9', '-', '.', '~', '_', '%20', '%2B', '%3D', '%C3%A9') });
const path = fc.array(
  piece.filter((text) => text !== '' && !/^\.+$/.test(text)),
  { minLength: 1, maxLength: 5 },
);
// The other signer leaves nameless and repeated parameters of S3 away; no request of ours has any.
const query = fc.uniqueArray(
  fc.tuple(
    piece.filter((text) => text !== ''),
    piece,
  ),
  { maxLength: 4, selector: ([name]) => name },
);

describe('a signature of ours', () => {
  it('is that of the published example', () => {
    const { authorization } = signV4({ method: 'GET', url: 'https://example.amazonaws.com/', headers: {} }, key, now);
    expect(authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    );
  });

  it.each(['aps', 's3'])('is that of an independent signer that hashes the body, for %s', async (service) => {
    await fc.assert(
      fc.asyncProperty(headers, path, query, fc.uint8Array(), fc.boolean(), async (given, path, query, body, token) => {
        const search = query.map(([name, value]) => `${name}=${value}`).join('&');
        const url = `https://host.example:8443/${path.join('/')}${search === '' ? '' : `?${search}`}`;
        const request = { method: 'POST', url, headers: given, body: Buffer.from(body) };
        const own = { ...key, service, ...(token ? { sessionToken: 'FwoGZXIvYXdzE//token' } : {}) };
        const sent = signV4(request, own, now);
        const lower = Object.fromEntries(Object.entries(sent).map(([name, text]) => [name.toLowerCase(), text]));
        expect(sent.authorization).toBe(await independent(request, own, lower));
      }),
    );
  });

  it('is another one when a byte of the body, a header or the token is another', async () => {
    const request = { method: 'PUT', url: 'https://h/x', headers: { 'if-none-match': '*' }, body: Buffer.from('a') };
    const signatures = [
      signV4(request, key, now),
      signV4({ ...request, body: Buffer.from('b') }, key, now),
      signV4({ ...request, headers: { 'if-none-match': '"1"' } }, key, now),
      signV4(request, { ...key, sessionToken: 't' }, now),
      signV4(request, key, now + 1000),
    ].map(({ authorization }) => authorization);
    expect(new Set(signatures).size).toBe(5);
  });

  it('leaves out what proxies change and replaces an authorization that was there', () => {
    const sent = signV4(
      {
        method: 'POST',
        url: 'https://h/',
        headers: { 'User-Agent': 'x', Authorization: 'old', 'Content-Length': '0' },
      },
      key,
      now,
    );
    expect(sent.Authorization).toBeUndefined();
    expect(sent.authorization).toContain('SignedHeaders=host;x-amz-date,');
  });
});
