import { type FailureReason, FaultError, type PhaseName } from '../../lib/model/failure.ts';
import { TargetFailure } from './wire.ts';

interface PhaseReasons {
  readonly timeout: FailureReason;
  /** The peer closed in good order where more was needed. */
  readonly closed: FailureReason;
  readonly reset: FailureReason;
}

const REASONS_OF: Partial<Record<PhaseName, PhaseReasons>> = {
  resolve: { timeout: 'resolve_timeout', closed: 'resolve_failed', reset: 'resolve_failed' },
  connect: { timeout: 'connect_timeout', closed: 'connect_reset', reset: 'connect_reset' },
  tls: { timeout: 'tls_timeout', closed: 'tls_closed', reset: 'tls_closed' },
  dialogue: { timeout: 'dialogue_timeout', closed: 'dialogue_closed', reset: 'dialogue_reset' },
  request: { timeout: 'request_timeout', closed: 'request_closed', reset: 'request_closed' },
  processing: { timeout: 'response_timeout', closed: 'response_closed', reset: 'response_reset' },
  transfer: { timeout: 'transfer_timeout', closed: 'body_truncated', reset: 'transfer_reset' },
};

/** The reason for a way of failing in a phase that waits on the network. */
export function reasonIn(phase: PhaseName, how: keyof PhaseReasons): FailureReason {
  const reasons = REASONS_OF[phase];
  if (!reasons) throw new Error(`nothing waits on the network in the phase ${phase}`);
  return reasons[how];
}

/** What the target did, thrown. */
export function targetFailure(
  reason: FailureReason,
  phase: PhaseName,
  message: string,
  cause?: unknown,
): TargetFailure {
  return new TargetFailure({ reason, phase, message }, cause === undefined ? undefined : { cause });
}

/** What to throw when the attempt's signal has aborted: a time-out is the target's, any other reason stays what it is. */
export function abortion(signal: AbortSignal, phase: PhaseName, waitedFor: string): unknown {
  const reason: unknown = signal.reason;
  if (!(reason instanceof Error) || reason.name !== 'TimeoutError') return reason;
  return targetFailure(
    reasonIn(phase, 'timeout'),
    phase,
    `timed out waiting for ${waitedFor}: ${reason.message}`,
    reason,
  );
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const OUT_OF: Readonly<Record<string, string>> = {
  EMFILE: 'file descriptors of this process (raise its limit: ulimit -n)',
  ENFILE: 'file descriptors of this machine',
  EADDRNOTAVAIL: 'local ports to this address, or of local addresses of its family',
  ENOBUFS: 'network buffers',
  ENOMEM: 'memory',
};

/** Our own fault behind a socket's error, where it is one. */
function localFault(error: unknown, where: string): FaultError | undefined {
  const code = codeOf(error);
  const what = OUT_OF[code];
  if (what !== undefined) {
    return new FaultError('PW5007', `This machine ran out of ${what} (${code}) while connecting to ${where}`, {
      cause: error,
    });
  }
  if (code !== 'EPERM') return undefined;
  return new FaultError('PW5006', `This machine's own firewall forbids connections to ${where} (EPERM)`, {
    cause: error,
  });
}

const UNREACHABLE: readonly string[] = [
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'ENONET',
  'EAFNOSUPPORT',
  'EACCES',
  'EINVAL',
  'EPROTO',
];

/** What an error while connecting means. Errors that say nothing about the target come back as they are. */
export function connectError(error: unknown, where: string): unknown {
  const code = codeOf(error);
  const fail = (reason: FailureReason, message: string) => targetFailure(reason, 'connect', message, error);
  if (code === 'ECONNREFUSED') return fail('connect_refused', `${where} refused the connection`);
  if (code === 'ETIMEDOUT') return fail('connect_timeout', `${where} did not answer: the system gave up (ETIMEDOUT)`);
  if (code === 'ECONNRESET' || code === 'ECONNABORTED') {
    return fail('connect_reset', `${where} reset the connection while it was being established`);
  }
  if (UNREACHABLE.includes(code)) return fail('connect_unreachable', `there is no route to ${where} (${code})`);
  return localFault(error, where) ?? error;
}

const CLIENT_CERTIFICATE =
  /^ERR_SSL_(?:TLSV13?_ALERT_CERTIFICATE_REQUIRED|(?:SSLV3|TLSV1|TLSV13)_ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|NO_CERTIFICATE|ACCESS_DENIED))$/;

/** True for the alerts by which a server says that it wants another client certificate, or one at all. */
export function isClientCertificateAlert(error: unknown): boolean {
  return CLIENT_CERTIFICATE.test(codeOf(error));
}

/** What an error on an established connection means, in the phase at hand. */
export function wireError(error: unknown, phase: PhaseName, where: string): unknown {
  const code = codeOf(error);
  if (isClientCertificateAlert(error)) {
    const allowed = phase === 'processing' || phase === 'dialogue' ? phase : 'tls';
    const message = `${where} refused the client certificate, or demands one (${alertOf(code)})`;
    return targetFailure('tls_client_certificate', allowed, message, error);
  }
  const fail = (how: keyof PhaseReasons, what: string) =>
    targetFailure(reasonIn(phase, how), phase, `${where} ${what}`, error);
  if (code === 'ECONNRESET' || code === 'ECONNABORTED') return fail('reset', 'reset the connection');
  if (code === 'EPIPE' || code === 'ERR_STREAM_WRITE_AFTER_END') return fail('closed', 'closed the connection');
  if (code === 'ETIMEDOUT') return fail('timeout', 'stopped acknowledging what was sent (ETIMEDOUT)');
  if (UNREACHABLE.includes(code)) return fail('reset', `became unreachable (${code})`);
  if (code.startsWith('ERR_SSL_')) return fail('reset', `broke the TLS connection (${alertOf(code)})`);
  return localFault(error, where) ?? error;
}

/** `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED` → `tlsv13 alert certificate required`. */
export function alertOf(code: string): string {
  return code
    .replace(/^ERR_SSL_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
}
