import type { Identity } from '../../demo/pki.ts';
import { open } from '../../functions/net/open.ts';
import { createTrace } from '../../functions/net/trace.ts';
import { TargetFailure, type Wire } from '../../functions/net/wire.ts';
import type { Failure } from '../../lib/model/failure.ts';
import type { TlsFacts } from '../../lib/model/observation.ts';
import type { TlsSettings } from '../../lib/model/settings.ts';
import { lendRun } from './lent-run.ts';

/** Names of this machine on loopback. */
export const LOCAL_NAMES = ['localhost', 'www.localhost', '127.0.0.1'];
export const TLS_DEFAULTS: TlsSettings = { verify: true, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' };

export const chainOf = (...identities: readonly Identity[]) =>
  identities.map(({ certificate }) => `${certificate}\n`).join('');
export const trusting = (...identities: readonly Identity[]): TlsSettings => ({
  ...TLS_DEFAULTS,
  ca: chainOf(...identities),
});

export interface TlsSight {
  readonly failure?: Failure;
  readonly tls?: TlsFacts;
  readonly phases: readonly string[];
}

/** Opens a connection with TLS, lets `use` speak on it, and says what was seen. */
export async function see(
  port: number,
  settings: TlsSettings,
  options: { host?: string; timeoutMs?: number; alpn?: readonly string[]; use?: (wire: Wire) => Promise<unknown> } = {},
): Promise<TlsSight> {
  const { host = '127.0.0.1', timeoutMs = 5_000, alpn, use } = options;
  const run = lendRun({ timeoutMs });
  const trace = createTrace(run.clock);
  const done = (failure?: Failure): TlsSight => ({
    phases: trace.finish().phases.map(({ name }) => name),
    ...(failure && { failure }),
    ...(trace.tls && { tls: trace.tls }),
  });
  let wire: Wire | undefined;
  try {
    const tls = { settings, host, ...(alpn && { alpn }) };
    wire = await open({ host, port, addressFamily: 'ip4', tls }, trace, run);
    await use?.(wire);
    return done();
  } catch (error) {
    if (error instanceof TargetFailure) return done(error.failure);
    throw error;
  } finally {
    wire?.close();
  }
}
