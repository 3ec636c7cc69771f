import type { WrittenProbe } from './options.ts';

/** Every probe that was built in this process; the compiler, a process of its own, compares it with what was exported. */
const built = new Set<WrittenProbe>();

export function register(probe: WrittenProbe): void {
  built.add(probe);
}

export const builtProbes = (): readonly WrittenProbe[] => [...built];
