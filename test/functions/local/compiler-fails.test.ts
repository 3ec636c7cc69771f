import { expect, it } from 'vitest';
import { Definitions } from '../../../functions/local/definitions.ts';
import { makeFolder } from '../../support/folder.ts';

it('`PW1099` a compiler that fails by our own fault is a finding, and the set that runs stays', async () => {
  const sets: unknown[] = [];
  const definitions = new Definitions({
    compile: () => Promise.reject(new Error('the child is gone')),
    folders: [await makeFolder()],
    files: () => [],
    clock: { now: () => 1_000, elapsed: () => 0 },
    onSet: async (plan) => void sets.push(plan),
    onFindings: () => {},
  });
  try {
    const { current, diagnostics } = await definitions.reload();
    expect(current).toBe(false);
    expect(diagnostics).toMatchObject([
      { code: 'PW1099', severity: 'error', message: expect.stringContaining('the child is gone') },
    ]);
    expect(sets).toEqual([]);
  } finally {
    await definitions.close();
  }
});
