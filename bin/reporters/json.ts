import type { Reporter } from './reporter.ts';

/** For tools: `{ "version": 1, "probes": [{ name, kind, target, labels, source, result }] }`. */
export const json: Reporter = {
  end(all, io) {
    const probes = all.map(({ probe, result }) => ({
      name: probe.name,
      kind: probe.kind,
      target: probe.instance,
      labels: probe.labels,
      source: probe.source,
      result,
    }));
    io.out(`${JSON.stringify({ version: 1, probes }, null, 2)}\n`);
  },
};
