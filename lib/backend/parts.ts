import type { Port } from './addresses.ts';

/** The programs of a backend, in the order in which they start; they stop the other way round. */
export const PARTS = [
  'alertmanager',
  'prometheus',
  'loki',
  'tempo',
  'jaeger',
  'sidecar',
  'store',
  'query',
  'query-frontend',
  'compactor',
  'ruler',
  'grafana',
] as const;
export type PartName = (typeof PARTS)[number];

/** One program of the backend, with all that it needs to be run. */
export interface Part {
  readonly name: PartName;
  /** The file to run, among the pinned programs; absent where it can be had as an image only. */
  readonly program?: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Parts that must be ready before it starts. */
  readonly after: readonly PartName[];
  readonly ready: { readonly port: Port; readonly path: string };
  /** Answers before it may be killed, seconds: what it needs to write down what it holds. */
  readonly graceSeconds: number;
  readonly memoryMb: number;
  /** Whether it writes to a folder of its own; nothing in it is the only copy. */
  readonly hasData: boolean;
  /** The user of its image. */
  readonly user: string;
}

/** Images by version; a version bump is one line here and one in tools/programs.ts. */
export const IMAGES = {
  prometheus: 'quay.io/prometheus/prometheus:v3.14.0',
  thanos: 'quay.io/thanos/thanos:v0.42.4',
  loki: 'docker.io/grafana/loki:3.7.6',
  tempo: 'docker.io/grafana/tempo:3.0.3',
  jaeger: 'docker.io/jaegertracing/all-in-one:1.62.0',
  alertmanager: 'quay.io/prometheus/alertmanager:v0.31.1',
  grafana: 'docker.io/grafana/grafana:13.0.1',
  busybox: 'docker.io/library/busybox:1.37.0',
} as const;
