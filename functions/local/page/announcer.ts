import type { ProbeSummary } from '../api.ts';
import { part } from './dom.ts';
import { announcement } from './sentences.ts';

const QUIET_MS = 5000;

/** Tells screen readers of changes of state: gathered, and at most once in five seconds. */
export function createAnnouncer(): (changed: readonly ProbeSummary[]) => void {
  const waiting = new Map<string, ProbeSummary>();
  let timer = 0;
  let lastMs = Number.NEGATIVE_INFINITY;

  function say(): void {
    timer = 0;
    lastMs = performance.now();
    part('announcer').textContent = announcement([...waiting.values()]);
    waiting.clear();
  }

  return (changed) => {
    for (const probe of changed) waiting.set(probe.name, probe);
    if (waiting.size === 0 || timer !== 0) return;
    timer = window.setTimeout(say, Math.max(200, lastMs + QUIET_MS - performance.now()));
  };
}
