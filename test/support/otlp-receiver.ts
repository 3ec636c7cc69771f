import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface OtlpRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As the bytes say, once they are decompressed. */
  readonly body: { readonly resourceSpans: readonly ResourceSpans[] };
}

interface ResourceSpans {
  readonly resource: unknown;
  readonly scopeSpans: readonly {
    readonly scope: unknown;
    readonly spans: readonly Readonly<Record<string, unknown>>[];
  }[];
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A receiver of OTLP over HTTP that keeps what it is sent and answers as it is told. */
export class OtlpReceiver {
  readonly requests: OtlpRequest[] = [];
  readonly #server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const seen = {
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()),
    };
    this.requests.push(seen);
    const answer = this.#answer(seen);
    if (answer === 'cut') response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  readonly #answer: (request: OtlpRequest) => Answer | 'cut';

  private constructor(answer: (request: OtlpRequest) => Answer | 'cut') {
    this.#answer = answer;
  }

  static async start(
    answer: (request: OtlpRequest) => Answer | 'cut' = () => ({ status: 200, body: '{"partialSuccess":{}}' }),
  ): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver(answer);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

export function spansIn({ resourceSpans }: OtlpRequest['body']): readonly Readonly<Record<string, unknown>>[] {
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}
