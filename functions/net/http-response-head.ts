import { ByteStore } from './byte-store.ts';
import { targetFailure } from './failures.ts';
import { parseHead, type ResponseHead } from './http-head.ts';
import { HttpMessageError, quoteBytes } from './http-message-error.ts';
import type { Wire } from './wire.ts';

/** Bytes of one head that are read, empty lines before it included. */
const MAX_HEAD_BYTES = 65_536;
/** Interim responses (1xx) that may come before the final one. */
const MAX_INTERIM_RESPONSES = 20;

/** Where a response is read from: a wire, or anything that hands out bytes in the same way. */
export type ByteSource = Pick<Wire, 'read'>;
export interface Arrival {
  readonly bytes: Buffer;
  readonly atMs: number;
}

/** The final head, when its first byte arrived, and what arrived behind it. */
export interface ReadHead {
  readonly head: ResponseHead;
  readonly firstByteMs: number;
  readonly rest: Arrival;
}

/**
 * Reads up to the end of the final response's head. Interim responses are passed over (RFC 9110 §15.2); 101 is final.
 * Empty lines before a head are skipped. A peer that does not speak HTTP is found out by its first bytes.
 *
 * @throws TargetFailure `response_closed`, `response_invalid`, `response_too_large`, and what `source` throws
 */
export async function readHead(source: ByteSource): Promise<ReadHead> {
  let rest: Arrival | undefined;
  for (let interim = 0; interim <= MAX_INTERIM_RESPONSES; interim += 1) {
    const read = await readOneHead(source, rest);
    if (read.head.status >= 200 || read.head.status === 101) return read;
    rest = read.rest;
  }
  throw invalid(`more than ${MAX_INTERIM_RESPONSES} interim responses (1xx) and no final one`);
}

async function readOneHead(source: ByteSource, before: Arrival | undefined): Promise<ReadHead> {
  const store = new ByteStore();
  let arrival = before && before.bytes.length > 0 ? before : await source.read();
  let firstByteMs: number | undefined;
  let start = 0;
  let scanned = 0;
  for (; arrival; arrival = await source.read()) {
    firstByteMs ??= arrival.atMs;
    store.append(arrival.bytes);
    const bytes = store.view();
    start = skipEmptyLines(bytes, start);
    checkStart(bytes, start);
    const end = endOfHead(bytes, Math.max(start, scanned - 3));
    if ((end < 0 ? bytes.length : end) > MAX_HEAD_BYTES)
      throw tooLarge(`the head is longer than ${MAX_HEAD_BYTES} bytes`);
    if (end >= 0) {
      const head = parsed(bytes.toString('latin1', start, end));
      return { head, firstByteMs, rest: { bytes: bytes.subarray(end), atMs: arrival.atMs } };
    }
    scanned = bytes.length;
  }
  throw closed(store.view());
}

function parsed(text: string): ResponseHead {
  try {
    return parseHead(withoutEmptyLine(text));
  } catch (error) {
    if (!(error instanceof HttpMessageError)) throw error;
    throw error.tooLarge ? tooLarge(error.message, error) : invalid(error.message, error);
  }
}

function withoutEmptyLine(text: string): string {
  return text.endsWith('\r\n') ? text.slice(0, -2) : text.slice(0, -1);
}

function skipEmptyLines(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === 13 || bytes[at] === 10)) at += 1;
  return at;
}

const START = 'HTTP/1.';

function checkStart(bytes: Buffer, start: number): void {
  const begins = bytes.toString('latin1', start, start + START.length);
  if (START.startsWith(begins)) return;
  throw invalid(
    `expected a status line such as «HTTP/1.1 200 OK», got ${quoteBytes(bytes.toString('latin1', start, start + 80))}`,
  );
}

/** The index behind the empty line that ends a head, or -1. Lines end in CRLF or in LF alone. */
function endOfHead(bytes: Buffer, from: number): number {
  for (let lf = bytes.indexOf(10, from); lf >= 0; lf = bytes.indexOf(10, lf + 1)) {
    if (bytes[lf + 1] === 10) return lf + 2;
    if (bytes[lf + 1] === 13 && bytes[lf + 2] === 10) return lf + 3;
  }
  return -1;
}

function closed(bytes: Buffer): Error {
  const got =
    bytes.length === 0 ? 'without a response' : `within the head, after ${quoteBytes(bytes.toString('latin1'))}`;
  return targetFailure('response_closed', 'processing', `the connection was closed ${got}`);
}

function invalid(message: string, cause?: unknown): Error {
  return targetFailure('response_invalid', 'processing', message, cause);
}

function tooLarge(message: string, cause?: unknown): Error {
  return targetFailure('response_too_large', 'processing', message, cause);
}
