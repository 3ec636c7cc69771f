import type { ProbeSummary, ProbesAnswer } from '../api.ts';

/** What the page knows. Replaced as a whole set by set, and summary by summary between. */
export interface Store {
  /** Undefined until the first answer. */
  readonly set: Omit<ProbesAnswer, 'probes'> | undefined;
  readonly probes: ReadonlyMap<string, ProbeSummary>;
  applySet(answer: ProbesAnswer): void;
  applyProbes(changed: readonly ProbeSummary[], asOfMs: number): void;
}

/** Calls `changed` after each change, with the probes whose state is another than before. */
export function createStore(changed: (flipped: readonly ProbeSummary[]) => void): Store {
  let set: Omit<ProbesAnswer, 'probes'> | undefined;
  let probes = new Map<string, ProbeSummary>();
  const flipped = (before: ProbeSummary | undefined, after: ProbeSummary) =>
    before !== undefined && before.state !== after.state && before.state !== 'waiting' && !after.muted;
  return {
    get set() {
      return set;
    },
    get probes() {
      return probes;
    },
    applySet(answer) {
      const before = probes;
      const { probes: summaries, ...rest } = answer;
      // A runner that was started anew may know less than we do (another data folder): then it is right.
      const known = set?.startedAtMs === rest.startedAtMs ? before : new Map<string, ProbeSummary>();
      probes = new Map(summaries.map((summary) => [summary.name, newer(known.get(summary.name), summary)]));
      set = rest;
      changed([...probes.values()].filter((probe) => flipped(before.get(probe.name), probe)));
    },
    applyProbes(summaries, asOfMs) {
      const news = summaries.filter((summary) => flipped(probes.get(summary.name), summary));
      for (const summary of summaries) {
        if (probes.has(summary.name)) probes.set(summary.name, newer(probes.get(summary.name), summary));
      }
      if (set !== undefined) set = { ...set, asOfMs: Math.max(set.asOfMs, asOfMs) };
      changed(news);
    },
  };
}

/** An answer and an event can overtake each other: the one that has seen the later run wins. */
function newer(known: ProbeSummary | undefined, incoming: ProbeSummary): ProbeSummary {
  return (known?.lastTickMs ?? 0) > (incoming.lastTickMs ?? 0) && known !== undefined ? known : incoming;
}
