import type { Failure } from '../../../lib/model/failure.ts';
import type { Seen } from '../../../lib/model/observation.ts';
import type { Kind, Run } from '../../../lib/model/prober.ts';
import type { TlsKindSettings } from '../../../lib/model/settings.ts';
import { parseHostPort } from '../../net/host-port.ts';
import { observedBy } from '../../net/observed.ts';
import { open } from '../../net/open.ts';
import { createTrace, type TraceSummary } from '../../net/trace.ts';
import { TargetFailure, type TlsRequest, type Trace, type Wire } from '../../net/wire.ts';
import { awaitLateRefusal } from './late-refusal.ts';
import { askForTls, PORTS } from './start-tls.ts';

/**
 * Shakes hands over TLS and looks at the certificate. The target is `host`, `host:port` or `[IPv6 address]:port`; the
 * port is 443, or the protocol's own with `startTls`.
 */
export const tlsKind: Kind<'tls'> = { observe, fact: () => undefined, excerpt: () => undefined };

async function observe(target: string, settings: TlsKindSettings, run: Run): Promise<Seen<'tls'>> {
  const trace = createTrace(run.clock);
  const failure = await shakeHands(target, settings, trace, run);
  return { observation: { ...observedBy(trace), facts: {}, ...(failure && { failure }) }, evidence: {} };
}

async function shakeHands(
  target: string,
  settings: TlsKindSettings,
  trace: Trace & { finish(): TraceSummary },
  run: Run,
): Promise<Failure | undefined> {
  const { startTls, addressFamily } = settings;
  const { host, port } = parseHostPort(target, startTls ? PORTS[startTls] : 443);
  const tls: TlsRequest = { settings, host };
  let wire: Wire | undefined;
  try {
    wire = await open({ host, port, addressFamily, ...(!startTls && { tls }) }, trace, run);
    if (startTls) {
      await askForTls(startTls, wire, trace);
      await wire.startTls(tls);
    }
    // What is waited for from here on is no part of the handshake's time.
    const { phases } = trace.finish();
    const handshake = phases.find(({ name }) => name === 'tls');
    if (settings.certificate && trace.tls?.version === 'TLS 1.3') {
      await awaitLateRefusal(wire, handshake?.durationMs ?? 0);
    }
    return undefined;
  } catch (error) {
    if (error instanceof TargetFailure) return error.failure;
    throw error;
  } finally {
    wire?.close();
  }
}
