import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { type Answer, type Credentials, NoAnswer, type Outgoing, type OutgoingRequest } from './outgoing.ts';
import { resolveAddress } from './resolve.ts';

/** Of an answer's body, so many bytes are kept. */
const BODY_BYTES = 64 * 1024;

export type OutgoingOptions = Pick<Credentials, 'ca' | 'clientCertificate'>;

/** Sends over connections of its own, which are kept; idle ones do not hold the process. */
export function createOutgoing({ ca, clientCertificate }: OutgoingOptions = {}): Outgoing {
  const plain = new http.Agent({ keepAlive: true });
  const secure = new https.Agent({
    keepAlive: true,
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key }),
  });
  return async (request, signal) => {
    try {
      return await attempt(request, signal, plain, secure);
    } catch (error) {
      // The far side may close a kept connection at the moment at which it is used again: that says nothing about it.
      if (!(error instanceof ConnectionGone)) throw error;
      return await attempt(request, signal, plain, secure);
    }
  };
}

/** A connection that had served before ended before a single byte of the answer. */
class ConnectionGone extends NoAnswer {}

function attempt(
  request: OutgoingRequest,
  signal: AbortSignal,
  plain: http.Agent,
  secure: https.Agent,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  if (signal.aborted) throw new NoAnswer(whyAborted(signal));
  const { host, protocol } = new URL(request.url);
  const tls = protocol === 'https:';
  const options: http.RequestOptions = {
    method: request.method,
    headers: { ...request.headers, 'content-length': String(request.body?.length ?? 0) },
    agent: tls ? secure : plain,
    lookup: lookupWithin(signal),
    signal,
  };
  const sent = (tls ? https : http).request(request.url, options);
  let answered = false;
  sent.on('response', (response) => {
    answered = true;
    readAnswer(response).then(resolve, (error) => reject(toNoAnswer(error)));
  });
  sent.on('error', (error) => reject(toNoAnswer(error)));
  // A change of protocol that nobody asked for ends it without an error, and no signal ends it then.
  sent.on('close', () => {
    if (!answered) reject(new NoAnswer(`${host}: the connection ended before an answer`));
  });
  sent.end(request.body);
  return promise;

  function toNoAnswer(error: Error): NoAnswer {
    if (signal.aborted) return new NoAnswer(`${host}: ${whyAborted(signal)}`, { cause: error });
    const text = `${host}: ${error.message}`;
    return !answered && isGone(sent, error)
      ? new ConnectionGone(text, { cause: error })
      : new NoAnswer(text, { cause: error });
  }
}

function isGone(sent: http.ClientRequest, error: Error): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return sent.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
}

async function readAnswer(response: http.IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop ends the connection: what else comes is not waited for.
    if (length >= BODY_BYTES) break;
  }
  const body = Buffer.concat(chunks).subarray(0, BODY_BYTES).toString('utf8');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { status: response.statusCode ?? 0, headers, body };
}

/** c-ares and the hosts file: `dns.lookup` would wait for one of four threads. */
function lookupWithin(signal: AbortSignal): LookupFunction {
  return (host, options, done) => {
    resolveAddress(host, 'prefer-ip4', { signal }).then(
      ({ ip, family }) => (options.all ? done(null, [{ address: ip, family }]) : done(null, ip, family)),
      (error) => done(error, ''),
    );
  };
}

function whyAborted(signal: AbortSignal): string {
  const timeout = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return timeout ? 'no whole answer in time' : 'given up before a whole answer came';
}
