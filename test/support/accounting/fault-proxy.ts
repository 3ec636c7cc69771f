import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeV2 } from '../../../functions/sinks/remote-write/encode-v2.ts';
import { snappyCompress } from '../../../functions/sinks/remote-write/snappy.ts';
import type { MetricName } from '../../../lib/model/metrics.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { decodeV2, STALE_BITS, uncompress } from '../remote-write-decode.ts';

export interface FaultProxy {
  readonly url: string;
  /** How often each thing happened. */
  readonly counts: Record<string, number>;
  /** While it is, every connection is cut. */
  isDown: boolean;
  /** Nothing goes wrong any more but what is refused for good. */
  isGood: boolean;
  close(): void;
}

const WRITTEN = 'x-prometheus-remote-write-samples-written';

/** Stands before a receiver of remote write 2.0 and cuts, delays, throttles, fails, and refuses what `isPoison` says for good. */
export async function startFaultProxy(
  target: string,
  dice: () => number,
  isPoison: (probe: string, timestampMs: number) => boolean,
): Promise<FaultProxy> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`,
    counts: {},
    isDown: false,
    isGood: false,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return proxy;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>).catch(() => []));
    const fault = proxy.isDown ? 'cut' : proxy.isGood ? 'none' : faultOf(dice());
    proxy.counts[fault] = (proxy.counts[fault] ?? 0) + 1;
    if (fault === 'cut') return void request.socket.destroy();
    if (fault === 'throttle') return void response.writeHead(429, { 'retry-after': '0' }).end('slow down');
    if (fault === 'throttle until') {
      return void response.writeHead(503, { 'retry-after': new Date(Date.now() + 500).toUTCString() }).end('not yet');
    }
    if (fault === 'fail') return void response.writeHead(500).end('out of luck');
    if (fault === 'delay') await pause(200 * dice());
    const answer = await forward(request, body);
    if (fault === 'lose the answer') return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async function forward(request: IncomingMessage, body: Buffer) {
    const samples = samplesIn(body);
    const good = samples.filter(({ labels, timestampMs }) => !isPoison(labels.probe ?? '', timestampMs));
    const sent = good.length === samples.length ? body : snappyCompress(encodeV2(good));
    const headers = Object.fromEntries(
      ['content-type', 'content-encoding', 'x-prometheus-remote-write-version', 'user-agent'].map((name) => [
        name,
        String(request.headers[name] ?? ''),
      ]),
    );
    if (good.length > 0) {
      const answer = await fetch(target, { method: 'POST', headers, body: new Uint8Array(sent) });
      if (!answer.ok || good.length === samples.length) {
        if (!answer.ok) proxy.counts[`real ${answer.status}`] = (proxy.counts[`real ${answer.status}`] ?? 0) + 1;
        const written = answer.headers.get(WRITTEN);
        return {
          status: answer.status,
          headers: written === null ? {} : { [WRITTEN]: written },
          body: await answer.text(),
        };
      }
    }
    proxy.counts['refuse a part'] = (proxy.counts['refuse a part'] ?? 0) + 1;
    return { status: 400, headers: { [WRITTEN]: String(good.length) }, body: 'poison' };
  }
}

function faultOf(dice: number): string {
  const shares = { cut: 0.08, 'lose the answer': 0.08, throttle: 0.06, 'throttle until': 0.04, fail: 0.08, delay: 0.1 };
  let left = dice;
  for (const [fault, share] of Object.entries(shares)) {
    left -= share;
    if (left < 0) return fault;
  }
  return 'none';
}

function samplesIn(body: Buffer): Sample[] {
  return decodeV2(uncompress(body)).series.flatMap(({ labels, samples }) => {
    const { __name__: name = '', ...rest } = Object.fromEntries(labels);
    return samples.map(({ value, bits, timestampMs }): Sample => {
      const base = { name: name as MetricName, labels: rest, value, timestampMs };
      return bits === STALE_BITS ? { ...base, stale: true } : base;
    });
  });
}
