import { type Addresses, hostOf, portOf } from './addresses.ts';
import type { BackendSettings } from './settings.ts';

/** What metrics are asked of: the frontend, where there is one. */
function queryUrl({ size }: Pick<BackendSettings, 'size'>, addresses: Addresses): string {
  return `http://${addresses[size === 'spread' ? 'query-frontend.http' : 'query.http'].reach}`;
}

/** Grafana's data sources, linked among themselves: from an exemplar to its trace, from a trace to its run's line, and back. */
export function grafanaDatasources(settings: BackendSettings, addresses: Addresses): object {
  const at = { access: 'proxy', editable: false };
  return {
    apiVersion: 1,
    prune: true,
    datasources: [
      {
        ...at,
        name: 'Metrics',
        uid: 'metrics',
        type: 'prometheus',
        url: queryUrl(settings, addresses),
        isDefault: true,
        jsonData: {
          httpMethod: 'POST',
          prometheusType: 'Thanos',
          timeInterval: '60s',
          alertmanagerUid: 'alerts',
          exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'traces' }],
        },
      },
      {
        // Exemplars never reach the object store: only Prometheus itself has them.
        ...at,
        name: 'Recent metrics',
        uid: 'recent',
        type: 'prometheus',
        url: `http://${addresses['prometheus.http'].reach}`,
        jsonData: {
          httpMethod: 'POST',
          timeInterval: '60s',
          exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'traces' }],
        },
      },
      {
        ...at,
        name: 'Runs',
        uid: 'runs',
        type: 'loki',
        url: `http://${addresses['loki.http'].reach}`,
        jsonData: {
          derivedFields: [
            {
              name: 'trace',
              matcherType: 'label',
              matcherRegex: 'trace_id',
              datasourceUid: 'traces',
              // Provisioning files read $NAME from the environment: the doubled sign is one sign.
              url: '$${__value.raw}',
            },
          ],
        },
      },
      {
        ...at,
        name: 'Traces',
        uid: 'traces',
        type: 'tempo',
        url: `http://${addresses['tempo.http'].reach}`,
        jsonData: {
          tracesToLogsV2: {
            datasourceUid: 'runs',
            customQuery: true,
            query: '{job=~".+"} | trace_id=`$${__trace.traceId}`',
            spanStartTimeShift: '-5m',
            spanEndTimeShift: '5m',
          },
        },
      },
      {
        ...at,
        name: 'Alerts',
        uid: 'alerts',
        type: 'alertmanager',
        url: `http://${addresses['alertmanager.http'].reach}`,
        jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
      },
    ],
  };
}

/** Dashboards come from a folder and are not edited in the browser. */
export function grafanaDashboards(folder: string): object {
  return {
    apiVersion: 1,
    providers: [
      {
        name: 'probewright',
        folder: 'Probewright',
        type: 'file',
        disableDeletion: true,
        allowUiUpdates: false,
        updateIntervalSeconds: 30,
        options: { path: folder },
      },
    ],
  };
}

/** Settings of Grafana by its environment; the administrator's password is asked of a file. */
export function grafanaEnvironment(addresses: Addresses, passwordFile: string): Readonly<Record<string, string>> {
  const listen = addresses['grafana.http'].listen;
  return {
    GF_SERVER_HTTP_ADDR: hostOf(listen),
    GF_SERVER_HTTP_PORT: String(portOf(listen)),
    GF_SECURITY_ADMIN_PASSWORD__FILE: passwordFile,
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_UNIFIED_ALERTING_ENABLED: 'false',
    GF_USERS_ALLOW_SIGN_UP: 'false',
  };
}
