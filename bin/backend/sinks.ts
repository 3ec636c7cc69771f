import type { Destination } from '../../functions/delivery/destination.ts';
import { countedInQuery, linesInLoki } from '../../functions/keeper/ask-query.ts';
import { createGate } from '../../functions/keeper/gate.ts';
import type { Restorable } from '../../functions/keeper/store-keeper.ts';
import { createOutgoing } from '../../functions/net/send.ts';
import { createLokiSink } from '../../functions/sinks/loki/loki-sink.ts';
import { createOtlpSink } from '../../functions/sinks/otlp/otlp-sink.ts';
import { createRemoteWriteSink } from '../../functions/sinks/remote-write/remote-write-sink.ts';
import type { Addresses } from '../../lib/backend/addresses.ts';
import { derive } from '../../lib/backend/derived.ts';
import type { BackendSettings } from '../../lib/backend/settings.ts';

/** The stores of a backend on this machine, as a restore fills them; live results go through their gates. */
export function restorablesOf(settings: BackendSettings, addresses: Addresses): Restorable[] {
  const { restoreMs, logWindowMs } = derive(settings);
  const outgoing = createOutgoing();
  const at = (port: keyof Addresses, path = '') => `http://${addresses[port].reach}${path}`;
  const metricsUrl = at('prometheus.http', '/api/v1/write');
  const logsUrl = at('loki.http', '/loki/api/v1/push');
  return [
    {
      gate: createGate(),
      isJudged: true,
      horizonMs: restoreMs,
      destination: {
        sink: createRemoteWriteSink({ url: metricsUrl, credentials: {}, windowMs: restoreMs }, outgoing),
        url: metricsUrl,
        takes: 'samples',
        windowMs: restoreMs,
      },
      store: {
        name: 'metrics',
        isExact: true,
        expected: ({ counted }) => counted,
        found: (hour) => countedInQuery(at('query.http'), hour),
      },
    },
    {
      gate: createGate(),
      isJudged: false,
      horizonMs: logWindowMs,
      destination: {
        sink: createLokiSink({ url: logsUrl, credentials: {}, windowMs: logWindowMs }, outgoing),
        url: logsUrl,
        takes: 'logs',
        windowMs: logWindowMs,
      },
      store: {
        name: 'logs',
        isExact: false,
        expected: ({ runs }) => runs,
        found: (hour) => linesInLoki(at('loki.http'), hour),
      },
    },
  ];
}

/** Where live results go: to the same stores, through their gates; and to Jaeger, whose traces are not brought back. */
export function liveDestinations(
  { horizonMs, traces }: BackendSettings,
  addresses: Addresses,
  restorables: readonly Restorable[],
): Destination[] {
  const guarded = restorables.map(({ destination, gate }) => ({ ...destination, sink: gate.guard(destination.sink) }));
  if (traces !== 'jaeger') return guarded;
  const url = `http://${addresses['jaeger.otlp'].reach}`;
  const sink = createOtlpSink({ url, credentials: {} }, createOutgoing());
  return [...guarded, { sink, url, takes: 'spans', windowMs: horizonMs }];
}

/** The stores whose contents are in a part's own folder, or in nothing else for the last hours. */
export const STORE_OF: Readonly<Record<string, string>> = { prometheus: 'metrics', loki: 'logs' };
