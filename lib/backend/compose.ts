import { containerAddresses, PORTS, type Port } from './addresses.ts';
import { IMAGES, type Part, type PartName } from './parts.ts';
import { CONTAINER_PATHS } from './paths.ts';
import { type RenderedBackend, renderBackend } from './render.ts';
import type { BackendSettings } from './settings.ts';

/** What people and probes talk to from outside the containers: on the loopback interface only. */
const PUBLISHED: readonly Port[] = [
  'prometheus.http',
  'query.http',
  'loki.http',
  'tempo.http',
  'tempo.otlp',
  'grafana.http',
];

/** The folder beside compose.yaml that holds the rendered files. */
export const COMPOSE_FILES = './backend';

/** The generated dashboards, beside compose.yaml as well. */
const DASHBOARDS = './grafana/dashboards';

/** The backend in containers of one machine: the object store is a volume, and there is no keeper. */
export function renderForCompose(base: Omit<BackendSettings, 'store' | 'hasKeeper'>): RenderedBackend {
  const settings: BackendSettings = { ...base, hasKeeper: false, store: { type: 'folder', path: '/objects' } };
  return renderBackend(settings, containerAddresses(), CONTAINER_PATHS);
}

/** compose.yaml (compose-spec.io) for a rendered backend. */
export function composeFile({ parts }: RenderedBackend): object {
  return {
    name: 'probewright',
    services: { owners: owners(parts), ...Object.fromEntries(parts.map((part) => [part.name, service(part)])) },
    volumes: {
      objects: {},
      ...Object.fromEntries(parts.filter(({ hasData }) => hasData).map(({ name }) => [name, {}])),
    },
    secrets: { 'grafana-admin-password': { environment: 'GRAFANA_ADMIN_PASSWORD' } },
  };
}

function service(part: Part): object {
  const published = PUBLISHED.filter((port) => port.startsWith(`${part.name}.`));
  return {
    image: part.image,
    user: part.user,
    ...(part.args.length > 0 && { command: part.args }),
    ...(Object.keys(part.environment).length > 0 && { environment: part.environment }),
    depends_on: {
      owners: { condition: 'service_completed_successfully' },
      ...Object.fromEntries(part.after.map((name) => [name, { condition: 'service_started' }])),
    },
    ...(published.length > 0 && { ports: published.map((port) => `127.0.0.1:${PORTS[port]}:${PORTS[port]}`) }),
    volumes: volumesOf(part),
    ...(part.name === 'grafana' && { secrets: ['grafana-admin-password'] }),
    read_only: part.name !== 'grafana',
    tmpfs: ['/tmp'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    mem_limit: `${part.memoryMb}m`,
    restart: 'unless-stopped',
    stop_grace_period: `${part.graceSeconds}s`,
  };
}

/** A new volume belongs to root, and no part runs as root: this one hands them over, and ends. */
function owners(parts: readonly Part[]): object {
  const own = parts.filter(({ hasData }) => hasData);
  const commands = own.map(({ name, user }) => `chown ${user} ${CONTAINER_PATHS.data(name)}`);
  return {
    image: IMAGES.busybox,
    user: '0',
    command: ['sh', '-c', [...commands, 'chmod 1777 /objects'].join(' && ')],
    volumes: [...own.map(({ name }) => `${name}:${CONTAINER_PATHS.data(name)}`), 'objects:/objects'],
    network_mode: 'none',
    read_only: true,
    cap_drop: ['ALL'],
    cap_add: ['CHOWN', 'FOWNER'],
    security_opt: ['no-new-privileges:true'],
  };
}

/** The sidecar shares Prometheus's folder. */
const SHARES: Partial<Record<PartName, PartName>> = { sidecar: 'prometheus' };
const STORES: ReadonlySet<PartName> = new Set(['loki', 'tempo', 'sidecar', 'store', 'compactor']);

function volumesOf(part: Part): string[] {
  const folder = SHARES[part.name] ?? (part.hasData ? part.name : undefined);
  return [
    `${COMPOSE_FILES}:${CONTAINER_PATHS.config}:ro`,
    ...(part.name === 'grafana'
      ? [`${COMPOSE_FILES}/grafana:/etc/grafana/provisioning:ro`, `${DASHBOARDS}:${CONTAINER_PATHS.dashboards}:ro`]
      : []),
    ...(folder === undefined ? [] : [`${folder}:${CONTAINER_PATHS.data(folder)}`]),
    ...(STORES.has(part.name) ? ['objects:/objects'] : []),
  ];
}
