import { type Place, refusal } from '../../lib/model/address.ts';
import type { Probe } from '../../lib/model/probe.ts';
import { createEngine } from '../engine/engine.ts';
import type { Engine, EngineParts, Limits } from '../engine/parts.ts';
import { systemClock } from '../engine/system-clock.ts';
import { createMatchers } from '../net/patterns.ts';
import { kindTable } from './kind-table.ts';

export interface ProbeEngineOptions {
  /** The location's name, part of every run's id. */
  readonly location: string;
  /** Which addresses may be probed depends on where this is. */
  readonly place: Place;
  /** Throws FaultError PW5005 when there is no such secret. */
  readonly secrets: EngineParts['secrets'];
  readonly limits?: Partial<Limits>;
  readonly control?: Probe;
}

/** Prepared patterns outlive an engine: a function that stays warm prepares each once. */
const matcher = createMatchers();

/** The engine with this house's kinds, clock, patterns and address rules. */
export function createProbeEngine({ place, ...options }: ProbeEngineOptions): Engine {
  return createEngine({
    ...options,
    kinds: kindTable,
    clock: systemClock,
    matcher,
    refuse:
      ({ allowLinkLocal }) =>
      (ip) =>
        refusal(ip, { place, allowLinkLocal }),
  });
}
