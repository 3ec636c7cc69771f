/** Probes and a configuration that a test deploys. */
export interface FixtureApp {
  /** Begins all names. */
  readonly id: string;
  /** As the configuration says them: names of regions, or more. */
  readonly locations: readonly unknown[];
  /** TypeScript: what stands behind `delivery:`. */
  readonly delivery: string;
}

/** `probewright.config.ts`: buckets that go with their stacks, no budget. */
export function configText({ id, locations, delivery }: FixtureApp): string {
  return `import { defineConfig } from 'probewright';
export default defineConfig({
  id: ${JSON.stringify(id)},
  locations: ${JSON.stringify(locations)},
  delivery: ${delivery},
  removable: true,
});
`;
}

/** A definition file: `count` http probes of one address, each with a path of its own. */
export function probesText(count: number, base: string): string {
  const lines = Array.from(
    { length: count },
    (_, n) => `  - { name: 'page-${n}', kind: http, target: '${base}/page-${n}' }`,
  );
  return `defaults: { interval: 1m, timeout: 5s }\nprobes:\n${lines.join('\n')}\n`;
}

/** More lines of the same file: probes of half a minute. */
export function quickText(count: number, base: string): string {
  const lines = Array.from(
    { length: count },
    (_, n) => `  - { name: 'quick-${n}', kind: http, interval: 30s, target: '${base}/quick-${n}' }`,
  );
  return `${lines.join('\n')}\n`;
}
