import { posix } from 'node:path';
import type { Addresses } from './addresses.ts';
import { alertmanagerArgs } from './alertmanager.ts';
import { grafanaEnvironment } from './grafana.ts';
import { JAEGER_ENVIRONMENT, jaegerArgs } from './jaeger.ts';
import { IMAGES, PARTS, type Part, type PartName } from './parts.ts';
import { FILES, type Paths } from './paths.ts';
import { prometheusArgs } from './prometheus.ts';
import type { BackendSettings } from './settings.ts';
import { compactorArgs, queryArgs, queryFrontendArgs, rulerArgs, sidecarArgs, storeArgs } from './thanos.ts';

type Details = Omit<Part, 'name' | 'environment' | 'after' | 'graceSeconds' | 'hasData'> & Partial<Part>;

/** The parts of a backend, in the order in which they start. */
export function describeParts(settings: BackendSettings, addresses: Addresses, paths: Paths): Part[] {
  const file = (name: string) => posix.join(paths.config, name);
  const thanos = (ready: Part['ready'], args: readonly string[]): Details => ({
    program: 'thanos',
    image: IMAGES.thanos,
    user: '1001',
    memoryMb: 512,
    args,
    ready,
  });
  const ready = (port: Part['ready']['port'], path = '/-/ready') => ({ port, path });
  const store = file(FILES.store);
  const details: Record<PartName, Details | undefined> = {
    alertmanager: {
      program: 'alertmanager',
      image: IMAGES.alertmanager,
      user: '65534',
      memoryMb: 128,
      args: alertmanagerArgs(addresses, { config: file(FILES.alertmanager), data: paths.data('alertmanager') }),
      ready: ready('alertmanager.http'),
      hasData: true,
    },
    prometheus: {
      program: 'prometheus',
      image: IMAGES.prometheus,
      user: '65534',
      memoryMb: 2048,
      args: prometheusArgs(addresses, { config: file(FILES.prometheus), data: paths.data('prometheus') }),
      ready: ready('prometheus.http'),
      // The head's log is written as samples come: it needs no time to stop, but a large one takes some to close.
      graceSeconds: 60,
      hasData: true,
    },
    loki: {
      program: 'loki',
      image: IMAGES.loki,
      user: '10001',
      memoryMb: 1024,
      args: [`-config.file=${file(FILES.loki)}`, '-target=all'],
      ready: ready('loki.http', '/ready'),
      graceSeconds: 120,
      hasData: true,
    },
    tempo:
      settings.traces === 'tempo'
        ? {
            image: IMAGES.tempo,
            user: '10001',
            memoryMb: 1024,
            args: [`-config.file=${file(FILES.tempo)}`, '-target=all'],
            ready: ready('tempo.http', '/ready'),
            graceSeconds: 60,
            hasData: true,
          }
        : undefined,
    jaeger:
      settings.traces === 'jaeger'
        ? {
            program: 'jaeger-all-in-one',
            image: IMAGES.jaeger,
            user: '10001',
            memoryMb: 1024,
            args: jaegerArgs(addresses),
            environment: JAEGER_ENVIRONMENT,
            ready: ready('jaeger.admin', '/'),
          }
        : undefined,
    sidecar: {
      ...thanos(ready('sidecar.http'), sidecarArgs(addresses, { data: paths.data('prometheus'), store })),
      // Writes its own list of uploads there, and hard links of blocks: as Prometheus's own user.
      user: '65534',
      after: ['prometheus'],
    },
    store: {
      ...thanos(ready('store.http'), storeArgs(addresses, { data: paths.data('store'), store })),
      memoryMb: 1024,
      hasData: true,
    },
    query: {
      ...thanos(ready('query.http'), queryArgs(addresses, file(FILES.endpoints))),
      after: ['sidecar', 'store'],
    },
    'query-frontend':
      settings.size === 'spread'
        ? { ...thanos(ready('query-frontend.http'), queryFrontendArgs(addresses)), after: ['query'] }
        : undefined,
    compactor: {
      ...thanos(ready('compactor.http'), compactorArgs(settings, addresses, { data: paths.data('compactor'), store })),
      memoryMb: 1024,
      graceSeconds: 60,
      hasData: true,
    },
    ruler: {
      ...thanos(
        ready('ruler.http'),
        rulerArgs(settings, addresses, {
          data: paths.data('ruler'),
          rules: file(FILES.rulerRules),
          remoteWrite: file(FILES.remoteWrite),
        }),
      ),
      after: ['query', 'prometheus', 'alertmanager'],
      hasData: true,
    },
    grafana: {
      image: IMAGES.grafana,
      user: '472',
      memoryMb: 512,
      args: [],
      environment: grafanaEnvironment(addresses, '/run/secrets/grafana-admin-password'),
      ready: ready('grafana.http', '/api/health'),
      after: ['query', 'loki'],
      hasData: true,
    },
  };
  return PARTS.flatMap((name) => {
    const one = details[name];
    return one ? [{ environment: {}, after: [], graceSeconds: 30, hasData: false, ...one, name }] : [];
  });
}
