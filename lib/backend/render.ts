import { posix } from 'node:path';
import { stringify } from 'yaml';
import type { Addresses, Port } from './addresses.ts';
import { alertmanagerConfig } from './alertmanager.ts';
import { describeParts } from './describe-parts.ts';
import { grafanaDashboards, grafanaDatasources } from './grafana.ts';
import { lokiConfig } from './loki.ts';
import { thanosStore } from './object-store.ts';
import { ownRules } from './own-rules.ts';
import type { Part } from './parts.ts';
import { FILES, type Paths } from './paths.ts';
import { prometheusConfig, scrapeConfig } from './prometheus.ts';
import type { BackendSettings } from './settings.ts';
import { tempoConfig } from './tempo.ts';
import { queryEndpoints, rulerRemoteWrite } from './thanos.ts';

/** Everything that a backend is, for one set of addresses and paths. */
export interface RenderedBackend {
  readonly parts: readonly Part[];
  /** Texts by their path below `Paths.config`. */
  readonly files: Readonly<Record<string, string>>;
  /** Rule files, and what is scraped: put there only when what they look at is whole. Texts by their path below `Paths.config`. */
  readonly rules: Readonly<Record<string, string>>;
}

/** The backend's own programs that Prometheus scrapes; Grafana and Tempo say little that matters here. */
const SCRAPED = ['prometheus', 'sidecar', 'store', 'query', 'compactor', 'ruler', 'loki', 'alertmanager'] as const;

/** Renders the description once: the same for containers, for programs of this machine and for tests. Throws RangeError for settings that cannot hold together. */
export function renderBackend(settings: BackendSettings, addresses: Addresses, paths: Paths): RenderedBackend {
  const file = (name: string) => posix.join(paths.config, name);
  const own = SCRAPED.map((name): Port => `${name}.http`);
  const scraped: readonly Port[] = settings.hasKeeper ? [...own, 'keeper.http'] : own;
  const objects: Readonly<Record<string, object>> = {
    [FILES.prometheus]: prometheusConfig(settings, addresses, {
      rules: file(FILES.localRules),
      scrapes: file(FILES.scrapes),
    }),
    [FILES.store]: thanosStore(settings.store),
    [FILES.endpoints]: queryEndpoints(addresses),
    [FILES.remoteWrite]: rulerRemoteWrite(addresses),
    [FILES.loki]: lokiConfig(settings, addresses, paths.data('loki')),
    [FILES.tempo]: tempoConfig(settings, addresses, paths.data('tempo')),
    [FILES.alertmanager]: alertmanagerConfig(settings, addresses),
    [FILES.datasources]: grafanaDatasources(settings, addresses),
    [FILES.dashboards]: grafanaDashboards(paths.dashboards),
  };
  return {
    parts: describeParts(settings, addresses, paths),
    files: Object.fromEntries(Object.entries(objects).map(([name, value]) => [name, yamlOf(value)])),
    rules: {
      'rules/local/probewright-backend.yml': yamlOf(ownRules(settings)),
      'rules/scrape/probewright-backend.yml': yamlOf(scrapeConfig(settings, addresses, scraped)),
    },
  };
}

export function yamlOf(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
