import { freePorts, type RealProgram, startProgram } from './real-program.ts';

/** A span as Jaeger's query API gives it. */
interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  /** Microseconds. */
  readonly startTime: number;
  readonly duration: number;
  readonly references: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[];
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
}

export interface RealJaeger extends RealProgram {
  readonly otlpUrl: string;
  /** Spans of a trace; none when it is not there. */
  trace(id: string): Promise<readonly JaegerSpan[]>;
}

/** Jaeger all-in-one in memory: a receiver of OTLP with a query API. All of its ports are set, or it would take those of others. */
export async function startJaeger(): Promise<RealJaeger> {
  const flags = [
    '--admin.http.host-port',
    '--query.http-server.host-port',
    '--collector.otlp.http.host-port',
    '--collector.otlp.grpc.host-port',
    '--collector.grpc-server.host-port',
    '--collector.http-server.host-port',
    '--query.grpc-server.host-port',
    '--http-server.host-port',
    '--processor.jaeger-binary.server-host-port',
    '--processor.jaeger-compact.server-host-port',
    '--processor.zipkin-compact.server-host-port',
  ];
  const ports = await freePorts(flags.length);
  const [admin, query, otlp, , collector] = ports;
  const program = await startProgram('jaeger-all-in-one', {
    args: [
      ...flags.map((flag, index) => `${flag}=127.0.0.1:${ports[index]}`),
      `--reporter.grpc.host-port=127.0.0.1:${collector}`,
    ],
    env: { COLLECTOR_OTLP_ENABLED: 'true', SPAN_STORAGE_TYPE: 'memory' },
    readyUrl: `http://127.0.0.1:${admin}/`,
    withinMs: 20_000,
  });
  return {
    ...program,
    otlpUrl: `http://127.0.0.1:${otlp}`,
    async trace(id) {
      const answer = await fetch(`http://127.0.0.1:${query}/api/traces/${id}`);
      if (answer.status === 404) return [];
      const { data } = (await answer.json()) as { data: readonly { spans: readonly JaegerSpan[] }[] };
      return data.flatMap(({ spans }) => spans);
    },
  };
}
