import { posix } from 'node:path';
import { type Addresses, hostOf, portOf } from './addresses.ts';
import { duration } from './derived.ts';
import { tempoStore } from './object-store.ts';
import type { BackendSettings } from './settings.ts';

/** Tempo 3 in one process, which needs no Kafka; at most one for a bucket. */
export function tempoConfig(settings: BackendSettings, addresses: Addresses, data: string): object {
  const http = addresses['tempo.http'].listen;
  const grpc = addresses['tempo.grpc'].listen;
  // Tempo wants the same in both places.
  const compaction = { block_retention: duration(settings.traceRetentionDays * 86_400_000) };
  return {
    server: {
      http_listen_address: hostOf(http),
      http_listen_port: portOf(http),
      grpc_listen_address: hostOf(grpc),
      grpc_listen_port: portOf(grpc),
    },
    distributor: { receivers: { otlp: { protocols: { http: { endpoint: addresses['tempo.otlp'].listen } } } } },
    storage: { trace: { ...tempoStore(settings.store), wal: { path: posix.join(data, 'wal') } } },
    backend_scheduler: { local_work_path: posix.join(data, 'work'), provider: { compaction: { compaction } } },
    backend_worker: { compaction },
    usage_report: { reporting_enabled: false },
  };
}
