import type { ProbeKind } from '../model/settings.ts';
import { callPlace, PLACE } from './call-place.ts';
import type { ProbeOptions, WrittenProbe } from './options.ts';
import { register } from './registry.ts';

/** A probe of one kind, as a builder returns it: plain data that must be exported to be loaded. */
export type BuiltProbe = WrittenProbe & { readonly kind: ProbeKind };

/** Puts name and kind to the options, remembers where it was called, and tells the registry. */
export function buildProbe<K extends ProbeKind>(kind: K, name: string, options: ProbeOptions<K>): BuiltProbe {
  const place = callPlace();
  const probe = { ...(options as Partial<WrittenProbe>), name, kind, ...(place && { [PLACE]: place }) };
  register(probe);
  return probe;
}
