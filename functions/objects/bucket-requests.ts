import type { CredentialsSource } from '../net/aws-credentials.ts';
import { type Answer, NoAnswer, type Outgoing, type OutgoingRequest } from '../net/outgoing.ts';
import { signV4 } from '../net/sigv4.ts';
import { ObjectError } from './object-error.ts';
import { checkedKey } from './object-key.ts';
import { elementText } from './xml.ts';

export interface Bucket {
  readonly bucket: string;
  readonly region: string;
  /** Where S3 is, `http://127.0.0.1:5000`: the bucket then is the first segment of the path. Default: S3's own address of the region. */
  readonly endpoint?: string;
}

export interface RequestParts extends Bucket {
  readonly credentials: CredentialsSource;
  readonly send: Outgoing;
  /** Of an operation with all its attempts. */
  readonly timeoutMs: number;
}

export interface BucketRequest extends Pick<OutgoingRequest, 'method' | 'body' | 'keepBytes'> {
  /** For messages: `put`, `get`, `list`, `delete`. */
  readonly operation: string;
  /** Empty: the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers, not faults. */
  readonly takes: readonly number[];
}

export interface Asked {
  readonly answer: Answer;
  /** An earlier attempt may have been carried out: its answer did not come, or said that S3 failed. */
  readonly uncertain: boolean;
}

const MOST_ATTEMPTS = 5;
const FIRST_DELAY_MS = 50;

/** Where the bucket is, without a `/` at its end. Buckets of China have a domain of their own. */
export function bucketUrl({ bucket, region, endpoint }: Bucket): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  return `https://${bucket}.s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/**
 * Sends a signed request, again where that can help: no answer, 5xx, 429, a conflict of conditional writes. Throws ObjectError.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export async function ask(parts: RequestParts, request: BucketRequest): Promise<Asked> {
  const signal = AbortSignal.timeout(parts.timeoutMs);
  let uncertain = false;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attempted(parts, request, signal);
    if ('status' in outcome && request.takes.includes(outcome.status)) return { answer: outcome, uncertain };
    if (!mayPass(outcome) || attempt >= MOST_ATTEMPTS || signal.aborted) throw errorOf(parts, request, outcome);
    uncertain ||= outcome instanceof NoAnswer || outcome.status >= 500;
    // Full jitter: many functions meet the same trouble at the same tick.
    await pause(Math.random() * FIRST_DELAY_MS * 2 ** attempt, signal);
  }
}

async function attempted(parts: RequestParts, request: BucketRequest, signal: AbortSignal): Promise<Answer | NoAnswer> {
  const { method, body, keepBytes } = request;
  const signable = {
    method,
    url: urlOf(parts, request),
    headers: { ...request.headers },
    ...(body && { body }),
  };
  const key = { ...(await parts.credentials()), region: parts.region, service: 's3' };
  const headers = signV4(signable, key, Date.now());
  try {
    // Once: a write that may have been carried out must be known as such.
    return await parts.send({ ...signable, headers, once: true, ...(keepBytes && { keepBytes }) }, signal);
  } catch (error) {
    if (error instanceof NoAnswer) return error;
    throw error;
  }
}

function urlOf(bucket: Bucket, { key, query }: BucketRequest): string {
  const path = key === '' ? '/' : `/${checkedKey(key).split('/').map(encodeURIComponent).join('/')}`;
  const search = query === undefined ? '' : `?${encodedQuery(query)}`;
  return `${bucketUrl(bucket)}${path}${search}`;
}

/** A space as `%20`: a plus sign is one to some, and a space to others. */
function encodedQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** Whether the same request may be answered otherwise a moment later. */
function mayPass(outcome: Answer | NoAnswer): boolean {
  if (outcome instanceof NoAnswer) return true;
  const { status, body } = outcome;
  if (status >= 500 || status === 429) return true;
  const code = elementText(body, 'Code');
  return (status === 409 && code === 'ConditionalRequestConflict') || (status === 400 && code === 'RequestTimeout');
}

function errorOf({ bucket, region }: Bucket, request: BucketRequest, outcome: Answer | NoAnswer): ObjectError {
  const { operation, key, query } = request;
  const about = { operation, bucket, key: key === '' ? (query?.prefix ?? '') : key };
  if (outcome instanceof NoAnswer) {
    return new ObjectError({ ...about, code: 'NoAnswer', words: outcome.message }, { cause: outcome });
  }
  const { status, headers, body } = outcome;
  const at = elementText(body, 'Region') ?? headers['x-amz-bucket-region'];
  return new ObjectError({
    ...about,
    status,
    code: elementText(body, 'Code') ?? `HTTP ${status}`,
    words: elementText(body, 'Message') ?? '',
    ...(at !== undefined && at !== region && { region: at }),
  });
}

/** Resolves after the time, or when the operation's own is up. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
