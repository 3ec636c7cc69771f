import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it("the tests run on the project's own Node, not on the one that happens to be on PATH", () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

  expect(process.versions.node).toBe(dependencies.node);
});
