import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Delivery } from '../../lib/model/delivery.ts';
import { type Answer, type Credentials, NoAnswer, type Outgoing } from '../net/outgoing.ts';
import { authorize } from './authorize.ts';
import { retryAfterMs } from './retry-after.ts';

const compress = promisify(gzip);
const MOST_WORDS = 2_000;
const SECRET_NAME = /key|token|secret|auth|cookie|pass/i;
const CONTROL = /[^\P{Cc}\t\n\r]|\p{Bidi_Control}/gu;

export interface PushSettings {
  readonly url: string;
  readonly credentials?: Credentials;
}

export interface Answered {
  readonly answer: Answer;
  /** What it says, fit to be shown and kept. */
  readonly words: string;
}

/** The answer, or what it comes to that there was none. */
export type Pushed = Answered | { readonly retry: Delivery };

/** Posts JSON, compressed by gzip. That no whole answer came is worth another try, always. */
export async function pushJson(
  settings: PushSettings,
  json: string,
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<Pushed> {
  const body = await compress(json);
  return push(
    settings,
    { body, headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
    outgoing,
    signal,
  );
}

/** Posts a body as it is. That no whole answer came is worth another try, always. */
export async function push(
  { url, credentials = {} }: PushSettings,
  { body, headers }: { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> },
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<Pushed> {
  const request = authorize({ url, method: 'POST', headers, body }, credentials, Date.now());
  try {
    const answer = await outgoing(request, signal);
    return { answer, words: wordsOf(answer, { url, credentials }) };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { retry: { delivered: 0, rejected: [], retry: { reason: error.message } } };
  }
}

/** What an answer that asks for another try comes to; a `Retry-After` in either of its forms is kept to. */
export function retryOf({ headers, status }: Answer, words: string): Delivery {
  const afterMs = retryAfterMs(headers['retry-after'], Date.now());
  const retry = { reason: `${status}: ${words}`, ...(afterMs !== undefined && { afterMs }) };
  return { delivered: 0, rejected: [], retry };
}

/** Names of the refusals that mean the same in every protocol. */
export function refusalReason(status: number): string {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404 || status === 405) return 'not-found';
  if (status === 413) return 'too-large';
  return status >= 300 && status < 400 ? 'redirected' : 'invalid';
}

function wordsOf({ status, headers, body }: Answer, settings: PushSettings): string {
  return safeWords(
    body.trim() || (headers.location ? `to ${headers.location}` : `an empty answer with status ${status}`),
    settings,
  );
}

/** The far side's own words, cut, without what a terminal takes for a command, and without what we sent to prove who we are, should it say that back. */
export function safeWords(said: string, { url, credentials = {} }: PushSettings): string {
  const secrets = [...secretsOf(credentials), ...secretsIn(url)];
  const safe = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), said).replaceAll(CONTROL, '\ufffd');
  return safe.length > MOST_WORDS ? `${safe.slice(0, MOST_WORDS - 1)}…` : safe;
}

/** Some receivers take their key in the query. */
function secretsIn(url: string): string[] {
  return [...new URL(url).searchParams].flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== '' ? [value, encodeURIComponent(value)] : [],
  );
}

/** A tenant's name is none: answers are easier to understand with it. */
function secretsOf({ basic, bearer, sigv4, headers = {} }: Credentials): string[] {
  const pair = basic && Buffer.from(`${basic.username}:${basic.password}`, 'utf8').toString('base64');
  const keys = Object.entries(headers).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []));
  const all = [pair, basic?.password, bearer, sigv4?.secretAccessKey, sigv4?.sessionToken, ...keys];
  return all.flatMap((secret) => (secret ? [secret] : []));
}
