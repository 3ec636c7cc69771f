import type { Deployment, LocationDeployment } from '../../lib/model/deployment.ts';

/** A region in which a deploy makes something. */
export interface Place {
  readonly region: string;
  /** Absent: that of the credentials. */
  readonly account?: string;
  readonly isHub: boolean;
  readonly locations: readonly LocationDeployment[];
}

/** Every account and region of a deployment once; the hub's first. */
export function placesOf({ installation, locations }: Deployment): readonly Place[] {
  const { hub, account } = installation;
  const places = new Map<string, Place>();
  const add = (region: string, own: string | undefined, more: Partial<Place>) => {
    const key = `${own ?? ''} ${region}`;
    const known = places.get(key) ?? {
      region,
      isHub: false,
      locations: [],
      ...(own !== undefined && { account: own }),
    };
    places.set(key, { ...known, ...more, locations: [...known.locations, ...(more.locations ?? [])] });
  };
  add(hub.region, hub.account ?? account, { isHub: true });
  for (const one of locations) add(one.location.region, one.location.account ?? account, { locations: [one] });
  return [...places.values()];
}
