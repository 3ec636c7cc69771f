import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts, type RealProgram, startProgram } from './real-program.ts';

interface StoredLine {
  /** With the structured metadata, as Loki gives them in one. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timestampNs: string;
  readonly line: string;
}

export interface RealLoki extends RealProgram {
  readonly url: string;
  /** Lines of a log query over [from, to], unix milliseconds. */
  lines(tenant: string, query: string, fromMs: number, toMs: number): Promise<readonly StoredLine[]>;
  /** Takes what is in memory to the disk, as time would. */
  flush(): Promise<void>;
}

/** Loki in one process with its data under `folder`, and the settings that the documentation asks for. Tenant `slow` may send 1 kB a second. */
export async function startLoki(folder: string): Promise<RealLoki> {
  const [http = 0, grpc = 0, gossip = 0] = await freePorts(3);
  const overrides = join(folder, 'overrides.yaml');
  const slow = { ingestion_rate_mb: 0.001, ingestion_burst_size_mb: 0.001 };
  writeFileSync(overrides, JSON.stringify({ overrides: { slow } }));
  const config = join(folder, 'loki.yaml');
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(configOf(folder, overrides, { http, grpc, gossip })));
  const url = `http://127.0.0.1:${http}`;
  const program = await startProgram('loki', {
    args: [`-config.file=${config}`, '-target=all'],
    readyUrl: `${url}/ready`,
    withinMs: 50_000,
  });
  return {
    ...program,
    url,
    async lines(tenant, query, fromMs, toMs) {
      const range = { start: `${fromMs}000000`, end: `${toMs + 1}000000`, limit: '5000', direction: 'forward' };
      const search = new URLSearchParams({ query, ...range });
      const answer = await fetch(`${url}/loki/api/v1/query_range?${search}`, { headers: { 'X-Scope-OrgID': tenant } });
      if (answer.status !== 200) throw new Error(`Loki: ${answer.status} ${await answer.text()}`);
      const { data } = (await answer.json()) as QueryAnswer;
      return data.result.flatMap(({ stream, values }) =>
        values.map(([timestampNs, line]) => ({ labels: stream, timestampNs, line })),
      );
    },
    async flush() {
      const answer = await fetch(`${url}/flush`, { method: 'POST' });
      if (!answer.ok) throw new Error(`Loki: ${answer.status} ${await answer.text()}`);
      // It answers before it is done.
      while (!/^loki_ingester_chunks_flushed_total\S* [1-9]/m.test(await (await fetch(`${url}/metrics`)).text())) {
        await pause(50);
      }
    },
  };
}

interface QueryAnswer {
  readonly data: {
    readonly result: readonly {
      readonly stream: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [time: string, line: string])[];
    }[];
  };
}

function configOf(folder: string, overrides: string, ports: { http: number; grpc: number; gossip: number }) {
  return {
    auth_enabled: true,
    server: {
      http_listen_address: '127.0.0.1',
      http_listen_port: ports.http,
      grpc_listen_address: '127.0.0.1',
      grpc_listen_port: ports.grpc,
      log_level: 'warn',
    },
    memberlist: { bind_addr: ['127.0.0.1'], bind_port: ports.gossip },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: join(folder, 'data'),
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: { filesystem: { chunks_directory: join(folder, 'chunks'), rules_directory: join(folder, 'rules') } },
    },
    schema_config: {
      configs: [
        {
          from: '2024-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    ingester: { max_chunk_age: '24h', lifecycler: { min_ready_duration: '0s' } },
    querier: { query_ingesters_within: 0 },
    // Or of a chunk that ends at a whole hour the last tick's lines are in no answer (docs/logs-and-traces.md).
    limits_config: { split_queries_by_interval: '0s' },
    // Or it takes ten seconds to find itself.
    frontend_worker: { frontend_address: `127.0.0.1:${ports.grpc}`, dns_lookup_duration: '100ms' },
    runtime_config: { file: overrides },
    analytics: { reporting_enabled: false },
  };
}
