import { expect, it } from 'vitest';
import { hostileBytes } from '../../../support/hostile-yaml.ts';
import { faultOf, loadBytes } from '../../../support/load-hostile.ts';
import { createRandom } from '../../../support/random.ts';

it('10,000 hostile YAML files make findings, and nothing else', () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  console.log(`seed ${seed}`);
  const random = createRandom(seed);
  let probes = 0;
  const codes = new Set<string>();
  for (let input = 0; input < 10_000; input += 1) {
    const bytes = hostileBytes(random);
    const started = performance.now();
    const loaded = loadBytes(bytes);
    expect(performance.now() - started, `input ${input} of seed ${seed} took too long`).toBeLessThan(2_000);
    expect(loaded.findings.map(faultOf).find(Boolean), `input ${input} of seed ${seed}`).toBeUndefined();
    probes += loaded.probes;
    for (const { code } of loaded.findings) codes.add(code);
  }
  // The inputs reach every part: many are right enough to make probes, and many sorts of finding are provoked.
  expect(probes).toBeGreaterThan(1_000);
  expect(codes.size).toBeGreaterThan(20);
}, 60_000);
