import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LiveEvent } from '../api.ts';
import { RequestError } from './answer.ts';

const HEARTBEAT_MS = 15_000;
/** What may wait in this process for one page; a page that reads more slowly is cut off and connects anew. */
const MOST_WAITING_BYTES = 32 * 1024 * 1024;
const MOST_CLIENTS = 100;

export interface LiveFeedEvents {
  count(clients: number): void;
  dropped(): void;
}

/** Server-sent events (WHATWG HTML §9.2) to every page that is open. */
export class LiveFeed {
  readonly #clients = new Set<ServerResponse>();
  readonly #events: LiveFeedEvents;
  readonly #beat: NodeJS.Timeout;

  constructor(events: LiveFeedEvents) {
    this.#events = events;
    this.#beat = setInterval(() => this.#write(': here\n\n'), HEARTBEAT_MS);
    this.#beat.unref();
  }

  get isWatched(): boolean {
    return this.#clients.size > 0;
  }

  open(request: IncomingMessage, response: ServerResponse): void {
    if (this.#clients.size >= MOST_CLIENTS) {
      throw new RequestError(503, `${MOST_CLIENTS} pages follow the events already; close one.`);
    }
    request.socket.setNoDelay(true);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    response.write('retry: 1000\n\n');
    this.#clients.add(response);
    this.#events.count(this.#clients.size);
    response.on('close', () => this.#remove(response));
    response.on('error', () => this.#remove(response));
  }

  send(event: LiveEvent): void {
    if (this.#clients.size > 0) this.#write(`event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`);
  }

  close(): void {
    clearInterval(this.#beat);
    for (const client of this.#clients) client.end();
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    for (const client of this.#clients) {
      client.write(bytes);
      if (client.writableLength <= MOST_WAITING_BYTES) continue;
      this.#events.dropped();
      this.#remove(client);
      client.destroy();
    }
  }

  #remove(client: ServerResponse): void {
    if (this.#clients.delete(client)) this.#events.count(this.#clients.size);
  }
}
