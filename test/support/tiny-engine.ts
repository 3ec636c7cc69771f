import { createEngine } from '../../functions/engine/engine.ts';
import type { Engine, EngineParts } from '../../functions/engine/parts.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import type { Pattern } from '../../lib/model/assertion.ts';
import { FaultError } from '../../lib/model/failure.ts';
import type { Matcher } from '../../lib/model/prober.ts';
import { kindTable, type Look, tinyKind } from './tiny-kind.ts';

export const TICK_MS = Date.UTC(2026, 10, 22, 17, 45);
export const NEVER = new AbortController().signal;

export async function matcher({ source, flags }: Pattern): Promise<Matcher> {
  const pattern = new RegExp(source, flags);
  return (text) => pattern.exec(text)?.map(String);
}

export function pattern(text: string): Pattern {
  return { text, source: text, flags: '', engine: 'v8' };
}

export interface TinyEngine extends Partial<Omit<EngineParts, 'secrets'>> {
  readonly secrets?: Readonly<Record<string, string>> | EngineParts['secrets'];
}

/** The real engine over a tiny kind; short graces, and CPU time that costs nothing unless the test says so. */
export function tinyEngine(look: Look, { secrets = {}, limits, ...parts }: TinyEngine = {}): Engine {
  return createEngine({
    kinds: kindTable(tinyKind(look)),
    clock: systemClock,
    async secrets(name) {
      const value = typeof secrets === 'function' ? await secrets(name) : secrets[name];
      if (value === undefined) throw new FaultError('PW5005', `There is no secret «${name}».`);
      return value;
    },
    matcher,
    refuse: () => () => undefined,
    location: 'here',
    limits: { graceMs: 30, ...limits },
    cpuMs: () => 0,
    ...parts,
  });
}
