import type { Run } from '../../../lib/model/prober.ts';
import { ByteStore } from '../../net/byte-store.ts';
import type { Trace, Wire } from '../../net/wire.ts';
import { MalformedMessage } from './byte-reader.ts';
import { invalidAnswer, requestFailure } from './failures.ts';
import { decodeMessage, type Message } from './message.ts';
import { type Query, whyNotReply } from './query.ts';

/** More messages than this that answer something else, and the server is not taken seriously any more. */
const MAX_STRAY = 16;

/**
 * Sends a query over a connection (RFC 1035 §4.2.2: each message behind its length in two bytes) and reads its reply.
 * Closes the connection.
 *
 * @throws TargetFailure `request_timeout`, `request_closed`, `answer_invalid`
 */
export async function askOverStream(wire: Wire, query: Query, trace: Trace, run: Run): Promise<Message> {
  try {
    wire.phase = 'request';
    trace.begin('request');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.bytes.length);
    await wire.write(Buffer.concat([length, query.bytes]));
    for (let stray = 0; stray < MAX_STRAY; stray += 1) {
      const { bytes, atMs } = await readFrame(wire);
      const message = decode(bytes);
      const why = whyNotReply(message, query);
      if (why === undefined) {
        trace.end('request', atMs);
        return message;
      }
      run.log('warn', `ignored a spoofed reply: ${why}`, { bytes: bytes.length });
    }
    throw requestFailure('answer_invalid', `none of ${MAX_STRAY} messages from the server answers the query`);
  } finally {
    wire.close();
  }
}

/** The next message; at most 64 KiB, since its length is two bytes. */
async function readFrame(wire: Wire): Promise<{ bytes: Buffer; atMs: number }> {
  const held = new ByteStore();
  for (;;) {
    const wanted = held.length < 2 ? 2 : 2 + held.view().readUInt16BE(0);
    const chunk = await wire.read();
    if (chunk === undefined) {
      throw requestFailure(
        'request_closed',
        `the connection was closed after ${held.length} of ${wanted} bytes of the answer`,
      );
    }
    held.append(chunk.bytes);
    const bytes = held.view();
    const end = bytes.length < 2 ? Number.POSITIVE_INFINITY : 2 + bytes.readUInt16BE(0);
    if (bytes.length < end) continue;
    if (bytes.length > end) wire.unread(bytes.subarray(end));
    return { bytes: bytes.subarray(2, end), atMs: chunk.atMs };
  }
}

function decode(bytes: Buffer): Message {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof MalformedMessage) throw invalidAnswer(error, bytes);
    throw error;
  }
}
