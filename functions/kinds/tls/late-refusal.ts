import { targetFailure } from '../../net/failures.ts';
import { TargetFailure, type Wire } from '../../net/wire.ts';

/** Added to what a round trip may take: the target has to look at the certificate, too. */
const THINKING_MS = 50;
const LONGEST_MS = 1_000;

/**
 * By TLS 1.3 a client's handshake is over before the target has seen the client's certificate; a refusal comes a round
 * trip later. Waits for it for twice as long as the handshake took. A target that closes at once refuses, too: one that
 * is content waits for what the client has to say.
 *
 * @throws TargetFailure `tls_client_certificate`
 */
export async function awaitLateRefusal(wire: Wire, handshakeMs: number): Promise<void> {
  wire.phase = 'tls';
  const over = Promise.withResolvers<'content'>();
  const timer = setTimeout(over.resolve, Math.min(LONGEST_MS, 2 * handshakeMs + THINKING_MS), 'content');
  try {
    if (await Promise.race([wire.read(), over.promise])) return;
  } catch (error) {
    // The attempt's time may end while we wait, and that says nothing about the certificate.
    if (error instanceof TargetFailure && error.failure.reason === 'tls_timeout') return;
    if (!(error instanceof TargetFailure) || error.failure.reason !== 'tls_closed') throw error;
  } finally {
    clearTimeout(timer);
  }
  const message = 'the target closed the connection as soon as it had seen the client certificate';
  throw targetFailure('tls_client_certificate', 'tls', message);
}
