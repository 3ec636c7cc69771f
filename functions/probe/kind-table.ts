import type { Kind, KindTable } from '../../lib/model/prober.ts';
import type { ProbeKind } from '../../lib/model/settings.ts';

/** Every kind, loaded when the first probe of it runs: a shard of http probes never reads a DNS decoder. */
export const kindTable: KindTable = {
  http: kept(async () => (await import('../kinds/http/prober.ts')).httpKind),
  tcp: kept(async () => (await import('../kinds/tcp/prober.ts')).tcpKind),
  tls: kept(async () => (await import('../kinds/tls/prober.ts')).tlsKind),
  dns: kept(async () => (await import('../kinds/dns/prober.ts')).dnsKind),
};

/** A repeated import costs a thirtieth of a probe. What fails is tried again. */
function kept<K extends ProbeKind>(load: () => Promise<Kind<K>>): () => Promise<Kind<K>> {
  let kind: Kind<K> | undefined;
  return async () => {
    kind ??= await load();
    return kind;
  };
}
