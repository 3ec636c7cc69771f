import { tcpKind } from '../../functions/kinds/tcp/prober.ts';
import { createMatchers } from '../../functions/net/patterns.ts';
import type { Pattern } from '../../lib/model/assertion.ts';
import type { Seen } from '../../lib/model/observation.ts';
import type { DialogueMove, TcpSettings } from '../../lib/model/settings.ts';
import { lendRun } from './lent-run.ts';
import { TLS_DEFAULTS } from './tls-sight.ts';

export const TCP_DEFAULTS: TcpSettings = {
  secure: false,
  tls: TLS_DEFAULTS,
  dialogue: [],
  newline: 'lf',
  maxReadBytes: 64 * 1024,
  addressFamily: 'prefer-ip4',
};

/** A pattern as the compiler makes it for V8's linear engine. */
export const pattern = (source: string): Pattern => ({ text: source, source, flags: '', engine: 'v8' });
export const matcher = createMatchers();

/** Runs a tcp probe of a port on loopback. */
export function probeTcp(
  port: number,
  dialogue: readonly DialogueMove[],
  more: Partial<TcpSettings> & { timeoutMs?: number } = {},
): Promise<Seen<'tcp'>> {
  const { timeoutMs = 5_000, ...settings } = more;
  return tcpKind.observe(
    `127.0.0.1:${port}`,
    { ...TCP_DEFAULTS, dialogue, ...settings },
    lendRun({ timeoutMs, matcher }),
  );
}
