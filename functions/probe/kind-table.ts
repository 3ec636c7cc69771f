import type { KindTable } from '../../lib/model/prober.ts';

/** Every kind, loaded when the first probe of it runs: a shard of http probes never reads a DNS decoder. */
export const kindTable: KindTable = {
  http: async () => (await import('../kinds/http/prober.ts')).httpKind,
  tcp: async () => (await import('../kinds/tcp/prober.ts')).tcpKind,
  tls: async () => (await import('../kinds/tls/prober.ts')).tlsKind,
  dns: async () => (await import('../kinds/dns/prober.ts')).dnsKind,
};
