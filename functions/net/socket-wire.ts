import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { PhaseName } from '../../lib/model/failure.ts';
import type { TlsFacts } from '../../lib/model/observation.ts';
import type { Clock, Run } from '../../lib/model/prober.ts';
import { reasonIn, targetFailure, wireError } from './failures.ts';
import { type Arrival, Inbox } from './inbox.ts';
import { loadTls, type TlsModule } from './load-tls.ts';
import { stampEvent } from './stamps.ts';
import type { Waits } from './waits.ts';
import type { TlsRequest, Trace, Wire } from './wire.ts';

/** What a wire needs from the one who connected. */
export interface WireParts {
  /** Connected and paused: it flows with the first read. */
  readonly socket: Socket;
  /** Where the socket delivers what it received, beside its stream. */
  readonly incoming: Incoming;
  readonly run: Run;
  readonly trace: Trace;
  readonly waits: Waits;
  /** The target in words: `shop.example (192.0.2.1:443)`. */
  readonly where: string;
}

/** Takes bytes that are its own to keep. */
export interface Incoming {
  receive: (bytes: Buffer) => void;
}

/** One connection over a socket of Node. */
export class SocketWire implements Wire {
  phase: PhaseName = 'dialogue';
  readonly #parts: WireParts;
  readonly #clock: Clock;
  #socket: Socket;
  #inbox: Inbox;
  #noticedMs = 0;

  constructor(parts: WireParts) {
    this.#parts = parts;
    this.#clock = parts.run.clock;
    this.#socket = parts.socket;
    this.#inbox = this.#listen(parts.socket);
    parts.incoming.receive = (bytes) => this.#inbox.push({ bytes, atMs: this.#notice() });
  }

  write(data: Uint8Array | string): Promise<number> {
    const { waits, where } = this.#parts;
    const socket = this.#socket;
    return waits.until(this.phase, `${where} to take what was sent`, (resolve, reject) => {
      let over = false;
      const settle = (error: unknown) => {
        if (over) return;
        over = true;
        if (error) reject(wireError(error, this.phase, where));
        else resolve(this.#clock.elapsed());
      };
      if (socket.destroyed) return settle(this.#closedError());
      socket.write(data, settle);
      // Handed over already, as nearly always: the callback comes later than the moment that is asked for.
      if (socket.writableLength === 0 && !socket.errored) settle(undefined);
    });
  }

  async read(): Promise<Arrival | undefined> {
    const { waits, where } = this.#parts;
    const phase = this.phase;
    try {
      const known = this.#inbox.take();
      if (known !== undefined) return known === 'end' ? undefined : known;
      const inbox = this.#inbox;
      if (this.#socket.isPaused()) this.#socket.resume();
      return await waits.until<Arrival | undefined>(phase, `${where} to send`, (resolve, reject) => {
        inbox.wait({ resolve, reject });
      });
    } catch (error) {
      this.#inbox.forget();
      throw wireError(error, phase, where);
    }
  }

  unread(bytes: Buffer): void {
    if (bytes.length > 0) this.#inbox.putBack({ bytes, atMs: this.#clock.elapsed() });
  }

  async startTls(request: TlsRequest): Promise<TlsFacts> {
    const { run, trace } = this.#parts;
    const phase = this.phase;
    const askedMs = this.#clock.elapsed();
    const [turn, tls] = await Promise.all([run.handshake(), loadTls()]);
    trace.hold(this.#clock.elapsed() - askedMs);
    this.phase = 'tls';
    trace.begin('tls');
    try {
      const secured = await this.#shakeHands(request, tls);
      const { facts, distrust } = tls.inspectTls(secured, request, this.#clock.now());
      trace.tls = facts;
      if (distrust) throw targetFailure(distrust.reason, 'tls', distrust.message);
      this.phase = phase;
      return facts;
    } finally {
      trace.end('tls');
      turn.done();
    }
  }

  close(): void {
    this.#parts.waits.dispose();
    this.#socket.destroy();
    this.#parts.socket.destroy();
  }

  #shakeHands(request: TlsRequest, tls: TlsModule): Promise<TLSSocket> {
    const { waits, where, trace, run } = this.#parts;
    const plain = this.#socket;
    plain.pause();
    plain.removeAllListeners('data');
    this.#parts.incoming.receive = () => undefined;
    const dropped = this.#inbox.clear();
    if (dropped > 0) run.log('warn', `${where} sent ${dropped} bytes before TLS began; they were dropped`);
    return waits.until<TLSSocket>('tls', `the TLS handshake with ${where}`, (resolve, reject) => {
      if (plain.destroyed) return reject(this.#closedError());
      const secured = tls.beginTls(plain, request);
      const fail = (error: unknown) => reject(tls.handshakeError(error, secured, where));
      secured.once('error', fail);
      const closed = () => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
      secured.once('close', closed);
      secured.once('secureConnect', () => {
        trace.end('tls', this.#notice());
        secured.off('close', closed);
        resolve(secured);
      });
      this.#socket = secured;
      this.#inbox = this.#listen(secured);
      secured.on('data', (bytes: Buffer) => this.#inbox.push({ bytes, atMs: this.#notice() }));
    });
  }

  /** Collects what a socket tells beside its bytes. */
  #listen(socket: Socket): Inbox {
    const inbox = new Inbox((run) => {
      if (run) socket.resume();
      else socket.pause();
    });
    socket.once('end', () => inbox.end());
    socket.on('error', (error) => inbox.fail(error));
    socket.once('close', () => inbox.end());
    return inbox;
  }

  /** The stamp of the event at hand; books how late we are, each stretch of time once. */
  #notice(): number {
    const { atMs, lagMs, boundMs } = stampEvent(this.#clock);
    const nowMs = atMs + lagMs;
    this.#parts.trace.lag(nowMs - Math.max(atMs, this.#noticedMs), boundMs);
    this.#noticedMs = nowMs;
    return atMs;
  }

  #closedError(): unknown {
    const { where } = this.#parts;
    return targetFailure(reasonIn(this.phase, 'closed'), this.phase, `${where} closed the connection`);
  }
}
