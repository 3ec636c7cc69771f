import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DecodedRequest, type DecodedSeries, decodeV1, decodeV2, uncompress } from './remote-write-decode.ts';

interface ReceivedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Which message the content type names. */
  readonly version: 1 | 2;
  readonly decoded: DecodedRequest;
}

export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Cuts the connection off instead. */
  | 'reset'
  /** Never answers. */
  | 'hang';

export interface ReceiverBehaviour {
  /**
   * `both`; `2.0`: 415 to 1.0; `1.0`: 415 to 2.0; `1.0 strict`: 400 to 2.0, as older receivers; `1.0 blind`: success to 2.0,
   * nothing stored and no headers, as receivers that do not look at the content type. Default: `both`.
   */
  readonly speaks?: 'both' | '2.0' | '1.0' | '1.0 strict' | '1.0 blind';
  /** Why a series is not taken. In 1.0 one such series rolls back the whole request, unless `keepsGood`. */
  readonly refuses?: (series: DecodedSeries) => string | undefined;
  readonly keepsGood?: boolean;
  /** An answer instead of the receiver's own; nothing is stored then. */
  readonly reply?: (request: ReceivedRequest, index: number) => Reply | undefined;
  /** Awaited before the answer. */
  readonly before?: (request: ReceivedRequest) => Promise<void> | void;
}

export interface RemoteWriteReceiver {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** What was stored, in the order of arrival: the labels as JSON, then the points. */
  readonly stored: ReadonlyMap<string, readonly { readonly bits: string; readonly timestampMs: number }[]>;
  /** How often a request came while another with one of its series was not answered yet. */
  readonly overlaps: number;
  /** May be exchanged at any time. */
  behaviour: ReceiverBehaviour;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A receiver of remote write on loopback, which decodes with implementations that are not ours. */
export async function createRemoteWriteReceiver(behaviour: ReceiverBehaviour = {}): Promise<RemoteWriteReceiver> {
  const requests: ReceivedRequest[] = [];
  const stored = new Map<string, { bits: string; timestampMs: number }[]>();
  const inFlight = new Map<string, number>();
  let overlaps = 0;
  const server = createServer(async (incoming, response) => {
    const request = await read(incoming);
    requests.push(request);
    const keys = request.decoded.series.map(keyOf);
    if (keys.some((key) => inFlight.has(key))) overlaps += 1;
    for (const key of keys) inFlight.set(key, (inFlight.get(key) ?? 0) + 1);
    await receiver.behaviour.before?.(request);
    const reply =
      receiver.behaviour.reply?.(request, requests.length - 1) ?? write(request, receiver.behaviour, stored);
    for (const key of keys) {
      const left = (inFlight.get(key) ?? 1) - 1;
      if (left === 0) inFlight.delete(key);
      else inFlight.set(key, left);
    }
    send(reply, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: RemoteWriteReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`,
    requests,
    stored,
    behaviour,
    get overlaps() {
      return overlaps;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

async function read(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const version = incoming.headers['content-type']?.includes('io.prometheus.write.v2.Request') ? 2 : 1;
  const bytes = uncompress(body);
  const decoded = version === 2 ? decodeV2(bytes) : decodeV1(bytes);
  return { method: incoming.method ?? '', headers: incoming.headers, body, version, decoded };
}

const keyOf = ({ labels }: DecodedSeries) => JSON.stringify(labels);

/** What a receiver that keeps to the specifications does. */
function write(
  { version, decoded }: ReceivedRequest,
  { speaks = 'both', refuses, keepsGood = false }: ReceiverBehaviour,
  stored: Map<string, { bits: string; timestampMs: number }[]>,
): Reply {
  if (version === 2 && speaks === '1.0 blind') return { status: 204 };
  if (version === 2 && speaks === '1.0 strict') return { status: 400, body: 'proto: wrong wireType = 2' };
  if ((version === 2 && speaks === '1.0') || (version === 1 && speaks === '2.0')) {
    return { status: 415, body: `this message is not supported` };
  }
  const reasons = decoded.series.map((series) => refuses?.(series));
  const reason = reasons.find((one) => one !== undefined);
  let samples = 0;
  if (version === 2 || keepsGood || reason === undefined) {
    decoded.series.forEach((series, at) => {
      if (reasons[at] !== undefined) return;
      const points = stored.get(keyOf(series)) ?? [];
      points.push(...series.samples.map(({ bits, timestampMs }) => ({ bits, timestampMs })));
      stored.set(keyOf(series), points);
      samples += series.samples.length;
    });
  }
  const headers = { ...(version === 2 && { 'X-Prometheus-Remote-Write-Samples-Written': String(samples) }) };
  return reason === undefined ? { status: 204, headers } : { status: 400, headers, body: reason };
}

function send(reply: Reply, response: ServerResponse): void {
  if (reply === 'hang') return;
  if (reply === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(reply.status, reply.headers).end(reply.body);
}
