import { type FailureReason, FaultError } from '../../../lib/model/failure.ts';
import { TargetFailure } from '../../net/wire.ts';
import type { MalformedMessage } from './byte-reader.ts';

interface Place {
  readonly ip: string;
  readonly port: number;
}

/** The failure that a malformed reply is; its first bytes are shown, since nothing else of it can be. */
export function invalidAnswer(cause: MalformedMessage, bytes: Buffer): TargetFailure {
  const shown = `${bytes.subarray(0, 32).toString('hex')}${bytes.length > 32 ? '…' : ''}`;
  return requestFailure(
    'answer_invalid',
    `the answer is malformed: ${cause.message} (${bytes.length} bytes: ${shown})`,
    cause,
  );
}

export function requestFailure(reason: FailureReason, message: string, cause?: unknown): TargetFailure {
  return new TargetFailure({ reason, phase: 'request', message }, { cause });
}

/** What the end of an attempt means for a query that is on its way: its timeout is the target's failure, all else is passed on. */
export function explainAbort(signal: AbortSignal, place: Place): unknown {
  const reason: unknown = signal.reason;
  if (!(reason instanceof Error && reason.name === 'TimeoutError')) return reason;
  return requestFailure('request_timeout', `no answer from ${written(place)} in time`, reason);
}

const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM']);
const OWN_LIMITS = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** What an error of a UDP socket means. */
export function explainDatagramError(error: unknown, place: Place): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED')
    return requestFailure('request_refused', `the port of ${written(place)} is closed`, error);
  if (UNREACHABLE.has(code)) {
    const message = `${written(place)} cannot be reached (${code})`;
    return new TargetFailure({ reason: 'connect_unreachable', phase: 'connect', message }, { cause: error });
  }
  if (OWN_LIMITS.has(code)) {
    return new FaultError('PW5007', `no UDP socket could be had on this machine (${code})`, { cause: error });
  }
  return error;
}

function written({ ip, port }: Place): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}
