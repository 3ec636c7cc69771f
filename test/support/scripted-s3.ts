import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** An answer with S3's error document where there is a code; `reset` ends the connection after the request has come. */
export type ScriptedAnswer =
  | { readonly status: number; readonly code?: string; readonly message?: string; readonly body?: Buffer }
  | 'reset'
  | 'silence';

/** A far side that answers as it is told, request by request; the last answer holds on. */
export async function scriptedS3(script: readonly ScriptedAnswer[]): Promise<{ url: string; seen: SeenRequest[] }> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks) });
    answer(script[seen.length - 1] ?? script.at(-1) ?? 'reset', request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function answer(scripted: ScriptedAnswer, request: IncomingMessage, response: ServerResponse): void {
  if (scripted === 'silence') return;
  if (scripted === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  const { status, code, message = '', body } = scripted;
  const error = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status).end(code === undefined ? body : error);
}
