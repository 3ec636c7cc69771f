import type { Addresses } from './addresses.ts';

/** About half a gigabyte of probes' traces. */
const MOST_TRACES = 50_000;

/** Servers that nobody asks, but that cannot be left out: each at a port that the system chooses. */
const UNUSED = [
  '--query.grpc-server.host-port',
  '--collector.otlp.grpc.host-port',
  '--collector.http-server.host-port',
  '--http-server.host-port',
  '--processor.jaeger-binary.server-host-port',
  '--processor.jaeger-compact.server-host-port',
  '--processor.zipkin-compact.server-host-port',
];

/** Jaeger all-in-one, which keeps traces in memory: stands in for Tempo where no containers run. */
export function jaegerArgs(addresses: Addresses): string[] {
  return [
    `--query.http-server.host-port=${addresses['jaeger.http'].listen}`,
    `--collector.otlp.http.host-port=${addresses['jaeger.otlp'].listen}`,
    `--admin.http.host-port=${addresses['jaeger.admin'].listen}`,
    `--collector.grpc-server.host-port=${addresses['jaeger.collector'].listen}`,
    `--reporter.grpc.host-port=${addresses['jaeger.collector'].reach}`,
    ...UNUSED.map((flag) => `${flag}=127.0.0.1:0`),
    `--memory.max-traces=${MOST_TRACES}`,
    '--log-level=warn',
  ];
}

export const JAEGER_ENVIRONMENT = { COLLECTOR_OTLP_ENABLED: 'true', SPAN_STORAGE_TYPE: 'memory' } as const;
