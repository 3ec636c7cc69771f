import { createHash, createHmac } from 'node:crypto';

/** Who signs, and for which service of which region. */
export interface SigningKey {
  readonly region: string;
  /** As AWS names it in signatures: `aps` (Managed Prometheus), `s3`. */
  readonly service: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
}

export interface SignableRequest {
  readonly method: string;
  /** As it is sent: with its query, percent-encoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Headers that stand between two hops, or that a proxy may change on the way. */
const UNSIGNED = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'expect',
  'transfer-encoding',
  'user-agent',
  'x-amzn-trace-id',
]);

/**
 * Signs a request with AWS Signature Version 4, in its headers. The body is always hashed.
 *
 * @param nowMs unix milliseconds; AWS takes a signature that is up to 15 minutes off (S3) or 5 (others).
 * @returns the headers to send: those given, with `x-amz-date`, `authorization` and, where they belong, `x-amz-security-token` and `x-amz-content-sha256`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signV4(request: SignableRequest, key: SigningKey, nowMs: number): Record<string, string> {
  const url = new URL(request.url);
  const time = `${new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const bodyHash = sha256(request.body ?? '');
  const added: Record<string, string> = { 'x-amz-date': time };
  if (key.sessionToken !== undefined) added['x-amz-security-token'] = key.sessionToken;
  // Only S3 demands it; to the others the hash inside the signature is enough.
  if (key.service === 's3') added['x-amz-content-sha256'] = bodyHash;
  const headers = { ...without(request.headers, added), ...added };

  const signed = signedHeaders(headers, url.host);
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    canonicalPath(url.pathname, key.service),
    canonicalQuery(url.search),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    bodyHash,
  ].join('\n');
  const scope = [time.slice(0, 8), key.region, key.service, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const signingKey = scope.reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${key.secretAccessKey}`);
  const signature = hmac(signingKey, text).toString('hex');
  const credential = `${key.accessKeyId}/${scope.join('/')}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** What is added replaces what was given, however that was spelt. */
function without(headers: SignableRequest['headers'], added: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => {
      const lower = name.toLowerCase();
      return lower !== 'authorization' && !(lower in added);
    }),
  );
}

function signedHeaders(headers: Record<string, string>, host: string): [name: string, value: string][] {
  const all = Object.entries(headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value.trim().replaceAll(/\s+/g, ' '),
  ]);
  const own = all.filter(([name]) => name !== 'host' && !UNSIGNED.has(name));
  const named = all.find(([name]) => name === 'host') ?? ['host', host];
  return [...own, named].sort(byName) as [string, string][];
}

/** S3 takes the path as it is sent; the other services encode it once more. */
function canonicalPath(path: string, service: string): string {
  if (service !== 's3') return path.replaceAll(/\/+/g, '/').split('/').map(encode).join('/');
  return path
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/');
}

function canonicalQuery(search: string): string {
  if (search.length < 2) return '';
  const pairs = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const at = part.indexOf('=');
      const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
      return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value))];
    });
  return pairs
    .sort((a, b) => byName(a, b) || (a[1] < b[1] ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Everything but RFC 3986's unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function byName(a: readonly string[], b: readonly string[]): number {
  const [left = '', right = ''] = [a[0], b[0]];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
