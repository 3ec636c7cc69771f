import { expect, test } from 'vitest';
import { compareReadings } from '../../support/http-agreement.ts';
import { httpInput } from '../../support/http-messages.ts';

const INPUTS = 10_000;

test('what Node accepts we read alike, and nothing makes the reader throw anything but a failure of the target', async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  const counts: Record<string, number> = {};
  const disagreements: string[] = [];
  for (let number = 0; number < INPUTS; number += 1) {
    const verdict = await compareReadings(httpInput(seed, number));
    if (typeof verdict === 'string') counts[verdict] = (counts[verdict] ?? 0) + 1;
    else disagreements.push(`SEED=${seed}, input ${number}: ${verdict.disagreement}`);
  }
  expect(disagreements).toEqual([]);
  // The generator must go on making messages of every sort, or it tests nothing.
  for (const verdict of ['agree', 'both-refuse', 'lenient', 'stricter']) expect(counts[verdict]).toBeGreaterThan(10);
  expect(counts.agree).toBeGreaterThan(INPUTS / 4);
});
