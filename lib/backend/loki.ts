import { posix } from 'node:path';
import { type Addresses, hostOf, portOf } from './addresses.ts';
import { derive, duration } from './derived.ts';
import { lokiStore } from './object-store.ts';
import type { BackendSettings } from './settings.ts';

/**
 * Loki in one process. `max_chunk_age` of a whole horizon and no limit to what is asked of the ingesters: lines half a horizon late are taken and seen at
 * once, and a line that is sent again is there once.
 */
export function lokiConfig(settings: BackendSettings, addresses: Addresses, data: string): object {
  const { chunkAgeMs } = derive(settings);
  const { name, section } = lokiStore(settings.store);
  const http = addresses['loki.http'].listen;
  const grpc = addresses['loki.grpc'].listen;
  return {
    auth_enabled: false,
    server: {
      http_listen_address: hostOf(http),
      http_listen_port: portOf(http),
      grpc_listen_address: hostOf(grpc),
      grpc_listen_port: portOf(grpc),
      log_level: 'warn',
    },
    memberlist: { bind_addr: ['127.0.0.1'], bind_port: portOf(addresses['loki.gossip'].listen) },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: data,
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: section,
    },
    schema_config: {
      configs: [
        {
          from: '2024-01-01',
          store: 'tsdb',
          object_store: name,
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    storage_config: {
      tsdb_shipper: {
        active_index_directory: posix.join(data, 'tsdb-index'),
        cache_location: posix.join(data, 'tsdb-cache'),
      },
    },
    ingester: {
      max_chunk_age: duration(chunkAgeMs),
      chunk_idle_period: '30m',
      // Alone in its ring it has nobody to wait for.
      lifecycler: { min_ready_duration: '0s' },
      wal: { enabled: true, dir: posix.join(data, 'wal'), flush_on_shutdown: true },
    },
    querier: { query_ingesters_within: 0 },
    frontend_worker: { frontend_address: `127.0.0.1:${portOf(grpc)}`, dns_lookup_duration: '1s' },
    compactor: {
      working_directory: posix.join(data, 'compactor'),
      retention_enabled: true,
      delete_request_store: name,
    },
    limits_config: {
      retention_period: duration(settings.logRetentionDays * 86_400_000),
      allow_structured_metadata: true,
      discover_service_name: [],
      reject_old_samples: true,
      reject_old_samples_max_age: duration(settings.horizonMs),
      volume_enabled: true,
      // Queries are split at whole hours by default, and the lines of a tick then are in no answer where a chunk ends with them (docs/logs-and-traces.md).
      split_queries_by_interval: '0s',
    },
    analytics: { reporting_enabled: false },
  };
}
