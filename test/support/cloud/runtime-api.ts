import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An event on its way to a runtime. */
interface Handed {
  readonly requestId: string;
  readonly event: string;
  readonly functionArn: string;
  /** How long it may run, from when the runtime has it. */
  readonly limitMs: number;
  /** The runtime has it. */
  handed(): void;
}

export interface RuntimeApi {
  /** `127.0.0.1:PORT`, what AWS_LAMBDA_RUNTIME_API says. */
  readonly address: string;
  /** Gives the event to the runtime as soon as it asks for one. */
  hand(event: Handed): void;
  stop(): Promise<void>;
}

interface RuntimeEvents {
  /** The runtime asks for the next event, and there is none. */
  idle(): void;
  answered(requestId: string, failed: boolean, payload: string): void;
  initFailed(payload: string): void;
}

const PREFIX = '/2018-06-01/runtime/';
const ACCEPTED = '{"status":"OK"}';

/**
 * Lambda's side of the runtime API for one sandbox: `next` waits until there is an event
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 */
export async function startRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  let asking: ServerResponse | undefined;
  let waiting: Handed | undefined;
  const serve = () => {
    if (!asking) return;
    if (!waiting) return events.idle();
    const [response, handed] = [asking, waiting];
    asking = undefined;
    waiting = undefined;
    handed.handed();
    response.writeHead(200, headersOf(handed)).end(handed.event);
  };
  const route = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
    if (request.method === 'GET' && path === 'invocation/next') {
      asking = response;
      return serve();
    }
    const payload = await bodyOf(request);
    const [, requestId, sort] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (requestId !== undefined) events.answered(requestId, sort === 'error', payload);
    else if (path === 'init/error') events.initFailed(payload);
    else return void response.writeHead(404).end();
    response.writeHead(202).end(ACCEPTED);
  };
  const server = createServer((request, response) => void route(request, response).catch(() => response.destroy()));
  // A sandbox may sleep for as long as it likes.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    hand(event) {
      waiting = event;
      serve();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function headersOf({ requestId, limitMs, functionArn }: Handed): Record<string, string> {
  return {
    'content-type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': requestId,
    'Lambda-Runtime-Deadline-Ms': String(Date.now() + limitMs),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
    'Lambda-Runtime-Trace-Id': `Root=1-00000000-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
