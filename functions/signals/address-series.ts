import { addressHash } from '../../lib/model/address.ts';
import type { Observation } from '../../lib/model/observation.ts';

import type { Add } from './series.ts';

/** How the target's own name was resolved; nothing when it never came to that. */
export function addAddress({ address, lookupMs }: Observation, add: Add): void {
  if (lookupMs === undefined && !address) return;
  add('probe_dns_lookup_time_seconds', (lookupMs ?? 0) / 1000);
  add('probe_ip_protocol', address?.family ?? 0);
  add('probe_ip_addr_hash', address ? addressHash(address.ip) : 0);
}
