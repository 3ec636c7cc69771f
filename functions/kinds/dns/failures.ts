import type { FailureReason } from '../../../lib/model/failure.ts';
import { codeOf, connectError, targetFailure } from '../../net/failures.ts';
import type { TargetFailure } from '../../net/wire.ts';
import type { MalformedMessage } from './byte-reader.ts';

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
  return targetFailure(reason, 'request', message, cause);
}

/** What an error of a connected UDP socket means: only a closed port is told of, by the host's ICMP message. */
export function datagramError(error: unknown, where: string): unknown {
  if (codeOf(error) !== 'ECONNREFUSED') return connectError(error, where);
  return requestFailure('request_refused', `the UDP port of ${where} is closed`, error);
}
