import type { Failure, PhaseName } from '../../lib/model/failure.ts';
import type { TlsFacts } from '../../lib/model/observation.ts';
import type { Run } from '../../lib/model/prober.ts';
import type { AddressFamily, TlsSettings } from '../../lib/model/settings.ts';

/** The target's fault, thrown by whatever waits on the network; the prober puts `failure` into its observation. */
export class TargetFailure extends Error {
  override readonly name = 'TargetFailure' as const;
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}

export interface OpenRequest {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly addressFamily: AddressFamily;
  /** TLS from the first byte. */
  readonly tls?: TlsRequest;
}
export interface TlsRequest {
  readonly settings: TlsSettings;
  /** The name to send and to check where the settings name none; an IP address is checked but not sent. */
  readonly host: string;
  readonly alpn?: readonly string[];
}

/** Stamped stretches of time and facts, filled while a connection is opened and used; whole at every moment, also after a failure. */
export interface Trace {
  /** Monotonic milliseconds. A phase that begins is listed at once; one that never ends is ended by `finish`. */
  begin(name: PhaseName, atMs?: number): void;
  end(name: PhaseName, atMs?: number): void;
  /** Books time between an event's readiness and our noticing it, and how sure that is. */
  lag(lagMs: number, boundMs: number): void;
  /** Takes time out of the trace that passed because we held something back (a handshake's turn); between phases only. */
  hold(heldMs: number): void;
  /** Set by `open`. */
  address?: { readonly ip: string; readonly family: 4 | 6; readonly port: number };
  lookupMs?: number;
  /** Set by a handshake, also by one that failed verification. */
  tls?: TlsFacts;
}

/** A fresh connection to one address, with honest stamps. Every method throws TargetFailure (reasons of the phase that `phase` names) or FaultError. */
export interface Wire {
  /** The phase that time-outs, resets and ends are booked on from now on: `processing`, `transfer`, `dialogue`, `request`. */
  phase: PhaseName;
  /** Resolves with the moment at which the bytes were handed to the kernel. */
  write(data: Uint8Array | string): Promise<number>;
  /** What has arrived, with the moment of its arrival; undefined at the peer's end of stream. Bytes are the caller's to keep. */
  read(): Promise<{ readonly bytes: Buffer; readonly atMs: number } | undefined>;
  /** Puts bytes back, to be read next. */
  unread(bytes: Buffer): void;
  startTls(request: TlsRequest): Promise<TlsFacts>;
  /** Destroys the socket; idempotent. */
  close(): void;
}

/** Resolves the name, connects to one address, and shakes hands where asked. */
export type Open = (request: OpenRequest, trace: Trace, run: Run) => Promise<Wire>;
