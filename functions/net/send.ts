import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { type Answer, type Credentials, NoAnswer, type Outgoing, type OutgoingRequest } from './outgoing.ts';
import { resolveAddress } from './resolve.ts';

const BODY_BYTES = 64 * 1024;
const OPEN_MS = 10_000;

export type OutgoingOptions = Pick<Credentials, 'ca' | 'clientCertificate'>;

/** Sends over connections of its own, which are kept; idle ones do not hold the process. */
export function createOutgoing(options: OutgoingOptions = {}): Outgoing {
  return createConnections(options).send;
}

/** The same, where a connection can be opened before there is anything to send. */
export function createConnections({ ca, clientCertificate }: OutgoingOptions = {}): Connections {
  const plain = new http.Agent({ keepAlive: true });
  const secure = new https.Agent({
    keepAlive: true,
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key }),
  });
  return {
    async send(request, signal) {
      try {
        return await attempt(request, signal, plain, secure);
      } catch (error) {
        // The far side may close a kept connection at the moment at which it is used again: that says nothing about it.
        if (!(error instanceof ConnectionGone) || request.once) throw error;
        return await attempt(request, signal, plain, secure);
      }
    },
    open(url) {
      const tls = new URL(url).protocol === 'https:';
      const lookup = lookupWithin(AbortSignal.timeout(OPEN_MS));
      const never = (tls ? https : http).request(url, { agent: tls ? secure : plain, lookup });
      never.on('error', () => undefined);
      // A request that is given up before its connection is ready leaves it to the next one: nothing is sent.
      never.destroy();
    },
  };
}

export interface Connections {
  readonly send: Outgoing;
  /** Begins to connect (name, TCP, TLS) and sends nothing; the next request goes over it. What fails here fails again there. */
  open(url: string): void;
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
    readAnswer(response, request.keepBytes ?? BODY_BYTES).then(resolve, (error) => reject(toNoAnswer(error)));
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

async function readAnswer(response: http.IncomingMessage, keepBytes: number): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop ends the connection: what else comes is not waited for.
    if (length >= keepBytes) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, keepBytes);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    status: response.statusCode ?? 0,
    headers,
    bytes,
    get body() {
      return bytes.toString('utf8');
    },
  };
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
