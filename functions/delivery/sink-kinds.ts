import type { Signals, Sink } from '../../lib/model/delivery.ts';
import type { Credentials, Outgoing } from '../net/outgoing.ts';
import { createLokiSink } from '../sinks/loki/loki-sink.ts';
import { createOtlpSink } from '../sinks/otlp/otlp-sink.ts';
import { createRemoteWriteSink } from '../sinks/remote-write/remote-write-sink.ts';

export interface SinkKind {
  readonly takes: keyof Signals;
  readonly create: (settings: SinkSettings, outgoing: Outgoing) => Sink;
}

interface SinkSettings {
  readonly url: string;
  readonly credentials: Credentials;
  readonly windowMs: number;
}

/** Where results can go, by the sink's own name. */
export const SINK_KINDS = {
  'remote-write': { takes: 'samples', create: createRemoteWriteSink },
  loki: { takes: 'logs', create: createLokiSink },
  otlp: { takes: 'spans', create: createOtlpSink },
} as const satisfies Record<string, SinkKind>;
export type SinkName = keyof typeof SINK_KINDS;
