import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface FaultProxy {
  readonly url: string;
  /** How often each thing happened. */
  readonly counts: Record<string, number>;
  /** While it is, every connection is cut. */
  isDown: boolean;
  close(): void;
}

/** What a request holds that is refused for good. */
interface Screened {
  /** How many items are fit. */
  readonly good: number;
  readonly refused: number;
  /** Of the fit ones; the body as it was where all are. */
  readonly body: Uint8Array;
}

interface ProxyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How one protocol is taken apart. */
export interface Screen {
  readonly forwards: readonly string[];
  screen(body: Buffer): Screened;
  /** Headers of the real answer that are handed on. */
  readonly hands: readonly string[];
  /** What the receiver says of a request of which it has taken a part. */
  partly(screened: Screened): ProxyAnswer;
}

/**
 * Stands before a receiver and cuts, loses answers, delays, throttles, fails, and refuses for good what the screen finds.
 *
 * @param rate of the usual faults, which befall 44 requests of a hundred. Where one batch takes many requests, fewer must fail: one sends them all again.
 */
export async function startFaultProxy(
  target: string,
  dice: () => number,
  screen: Screen,
  rate = 1,
): Promise<FaultProxy> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(target).pathname}`,
    counts: {},
    isDown: false,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return proxy;

  function count(what: string): void {
    proxy.counts[what] = (proxy.counts[what] ?? 0) + 1;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>).catch(() => []));
    const fault = proxy.isDown ? 'down' : faultOf(dice(), rate);
    count(fault);
    if (fault === 'down' || fault === 'cut') return void request.socket.destroy();
    if (fault === 'throttle') return void response.writeHead(429, { 'retry-after': '0' }).end('slow down');
    if (fault === 'throttle until') {
      return void response.writeHead(503, { 'retry-after': new Date(Date.now() + 500).toUTCString() }).end('not yet');
    }
    if (fault === 'fail') return void response.writeHead(500).end('out of luck');
    if (fault === 'delay') await pause(200 * dice());
    // The receiver itself may be away: its disk is being wiped.
    const answer = await forward(request, body).catch(() => undefined);
    if (!answer) count('receiver away');
    if (!answer || fault === 'lose the answer') return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async function forward(request: IncomingMessage, body: Buffer): Promise<ProxyAnswer> {
    const screened = screen.screen(body);
    if (screened.good > 0) {
      const headers = Object.fromEntries(screen.forwards.map((name) => [name, String(request.headers[name] ?? '')]));
      const answer = await fetch(target, { method: 'POST', headers, body: new Uint8Array(screened.body) });
      if (!answer.ok) count(`real ${answer.status}`);
      if (!answer.ok || screened.refused === 0) {
        const handed = screen.hands.flatMap((name) => {
          const value = answer.headers.get(name);
          return value === null ? [] : [[name, value]];
        });
        return { status: answer.status, headers: Object.fromEntries(handed), body: await answer.text() };
      }
    }
    count('refuse a part');
    return screen.partly(screened);
  }
}

function faultOf(dice: number, rate: number): string {
  const shares = { cut: 0.08, 'lose the answer': 0.08, throttle: 0.06, 'throttle until': 0.04, fail: 0.08, delay: 0.1 };
  let left = dice;
  for (const [fault, share] of Object.entries(shares)) {
    left -= share * rate;
    if (left < 0) return fault;
  }
  return 'none';
}
