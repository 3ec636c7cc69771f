import { posix } from 'node:path';
import type { PartName } from './parts.ts';

/** Where rendered files and each part's own folder are, as the parts see them. */
export interface Paths {
  /** Of rendered files; read only. */
  readonly config: string;
  readonly data: (part: PartName) => string;
  /** Grafana's dashboards, which are the same for every backend. */
  readonly dashboards: string;
}

export function machinePaths(folder: string): Paths {
  return {
    config: posix.join(folder, 'config'),
    data: (part) => posix.join(folder, 'data', part),
    dashboards: posix.join(folder, 'config', 'dashboards'),
  };
}

/** The sidecar looks into Prometheus's folder: the two share it. */
export const CONTAINER_PATHS: Paths = {
  config: '/etc/probewright',
  data: (part) => `/data/${part}`,
  dashboards: '/etc/grafana/dashboards',
};

/** Rendered files by what they are for, below `Paths.config`. */
export const FILES = {
  prometheus: 'prometheus.yml',
  /** Rule files for Prometheus and for Ruler; none until a restore is verified. */
  localRules: 'rules/local/*.yml',
  rulerRules: 'rules/ruler/*.yml',
  scrapes: 'rules/scrape/*.yml',
  store: 'object-store.yml',
  endpoints: 'endpoints.yml',
  remoteWrite: 'ruler-remote-write.yml',
  loki: 'loki.yml',
  tempo: 'tempo.yml',
  alertmanager: 'alertmanager.yml',
  datasources: 'grafana/datasources/probewright.yml',
  dashboards: 'grafana/dashboards/probewright.yml',
} as const;
