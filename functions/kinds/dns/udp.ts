import { createSocket, type Socket } from 'node:dgram';
import type { Run } from '../../../lib/model/prober.ts';
import { abortion } from '../../net/failures.ts';
import { hostPort } from '../../net/open.ts';
import { stampEvent } from '../../net/stamps.ts';
import type { Trace } from '../../net/wire.ts';
import { MalformedMessage } from './byte-reader.ts';
import { datagramError, invalidAnswer } from './failures.ts';
import { decodeMessage, type Message } from './message.ts';
import { type Query, whyNotReply } from './query.ts';

/** More stray datagrams than this are ignored without a word. */
const MAX_LOGGED = 8;

export interface UdpServer {
  readonly ip: string;
  readonly family: 4 | 6;
  readonly port: number;
}

/**
 * Sends a query in one datagram from a fresh port, and waits for its reply. The socket is connected: the kernel drops what
 * comes from any other address or port, and tells when the port is closed. Datagrams that do not answer the query are
 * logged and ignored.
 *
 * @throws TargetFailure `request_timeout`, `request_refused`, `answer_invalid`, `connect_unreachable`
 */
export async function askOverUdp(server: UdpServer, query: Query, trace: Trace, run: Run): Promise<Message> {
  const where = hostPort(server.ip, server.port);
  const aborted = () => abortion(run.signal, 'request', `an answer from ${where}`);
  if (run.signal.aborted) throw aborted();
  const socket = createSocket({
    type: server.family === 4 ? 'udp4' : 'udp6',
    // Asked for the address to bind to and the one to connect to; both are literals, which need no look-up.
    lookup: (literal, _options, answer) => answer(null, literal, server.family),
  });
  const { promise, resolve, reject } = Promise.withResolvers<Message>();
  const fail = (error: unknown) => reject(datagramError(error, where));
  const abort = () => reject(aborted());
  run.signal.addEventListener('abort', abort, { once: true });
  receive(socket, query, trace, run, resolve, reject);
  socket.on('error', fail);
  // Node hands an error of connect() to this callback, which its types do not say.
  const connected = (error?: unknown) => {
    if (error || run.signal.aborted) return fail(error);
    trace.end('connect');
    trace.begin('request');
    socket.send(query.bytes, (sendError) => sendError && fail(sendError));
  };
  trace.begin('connect');
  socket.connect(server.port, server.ip, connected);
  try {
    return await promise;
  } finally {
    run.signal.removeEventListener('abort', abort);
    socket.close();
  }
}

function receive(
  socket: Socket,
  query: Query,
  trace: Trace,
  run: Run,
  resolve: (message: Message) => void,
  reject: (reason: unknown) => void,
): void {
  let ignored = 0;
  socket.on('message', (bytes) => {
    const stamp = stampEvent(run.clock);
    const message = readDatagram(bytes, query);
    if (typeof message === 'string') {
      ignored += 1;
      if (ignored <= MAX_LOGGED) run.log('warn', `ignored a spoofed reply: ${message}`, { bytes: bytes.length });
      return;
    }
    trace.end('request', stamp.atMs);
    trace.lag(stamp.lagMs, stamp.boundMs);
    if (message instanceof MalformedMessage) reject(invalidAnswer(message, bytes));
    else resolve(message);
  });
}

/** The reply; or why the datagram is not one; or what is malformed about one that has our id. */
function readDatagram(bytes: Buffer, query: Query): Message | string | MalformedMessage {
  const id = bytes.length >= 2 ? bytes.readUInt16BE(0) : undefined;
  if (id !== undefined && id !== query.id) return `its id is ${id}, not ${query.id}`;
  try {
    const message = decodeMessage(bytes);
    return whyNotReply(message, query) ?? message;
  } catch (error) {
    if (error instanceof MalformedMessage) return error;
    throw error;
  }
}
