/** Every place at which a program of the backend listens. */
export const PORTS = {
  'prometheus.http': 9090,
  'sidecar.http': 10902,
  'sidecar.grpc': 10901,
  'store.http': 10912,
  'store.grpc': 10911,
  'query.http': 10922,
  'query.grpc': 10921,
  'query-frontend.http': 10932,
  'compactor.http': 10942,
  'ruler.http': 10952,
  'ruler.grpc': 10951,
  'loki.http': 3100,
  'loki.grpc': 9096,
  'loki.gossip': 7946,
  'tempo.http': 3200,
  'tempo.grpc': 9095,
  'tempo.otlp': 4318,
  'jaeger.http': 16686,
  'jaeger.otlp': 4318,
  'jaeger.admin': 14269,
  'jaeger.collector': 14250,
  'alertmanager.http': 9093,
  'grafana.http': 3000,
  'keeper.http': 9116,
} as const;

export type Port = keyof typeof PORTS;

/** Where a program listens, and under what name others reach it. */
interface Address {
  readonly listen: string;
  readonly reach: string;
}

export type Addresses = Readonly<Record<Port, Address>>;

/** All on the loopback interface of one machine; nothing listens beyond it. @param portOf another port than the usual one, such as a free one in tests */
export function machineAddresses(portOf: (port: Port) => number = (port) => PORTS[port]): Addresses {
  return addressesBy((port) => {
    const address = `127.0.0.1:${portOf(port)}`;
    return { listen: address, reach: address };
  });
}

/** Each program in a container of its own, reached by its name; ports are published on the host by compose.yaml alone. */
export function containerAddresses(): Addresses {
  return addressesBy((port) => ({
    listen: `0.0.0.0:${PORTS[port]}`,
    reach: `${port.split('.')[0]}:${PORTS[port]}`,
  }));
}

export function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

export function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}

function addressesBy(make: (port: Port) => Address): Addresses {
  return Object.fromEntries((Object.keys(PORTS) as Port[]).map((port) => [port, make(port)])) as Record<Port, Address>;
}
