import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { journalKey } from '../../../lib/model/journal.ts';
import { makeBatch, makePlan, NOON_MS, PLAN_HASH } from '../../support/batches.ts';
import { openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';
import { keys } from '../../support/journal-conformance.ts';

const damage = fc.record({
  file: fc.nat(),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  how: fc.oneof(
    fc.constant({ cut: true } as const),
    fc.constant({ gone: true } as const),
    fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
  ),
});

test('whatever is damaged on disk, the journal opens, invents nothing, and takes new batches', async () => {
  const folder = await makeFolder();
  const batches = Array.from({ length: 40 }, (_, i) =>
    makeBatch(i % 2 ? 'shop' : 'mail', NOON_MS + i * 1000, i % 5 ? 'up' : 'down'),
  );
  const whole = await openJournal(join(folder, 'whole'), { segmentBytes: 6000 });
  await whole.savePlan({ hash: PLAN_HASH, plan: makePlan() });
  for (const batch of batches) await whole.append(batch);
  await whole.close();
  const names = (await readdir(join(folder, 'whole'), { recursive: true })).filter((name) => name.includes('.')).sort();
  const originals = new Map(batches.map((batch) => [journalKey(batch), batch]));
  let round = 0;
  const check = async (damages: readonly (typeof damage extends fc.Arbitrary<infer T> ? T : never)[]) => {
    round += 1;
    const copy = join(folder, String(round));
    await cp(join(folder, 'whole'), copy, { recursive: true });
    for (const { file, at, how } of damages) {
      const path = join(copy, names[file % names.length] ?? '');
      const bytes = await readFile(path).catch(() => undefined);
      if (!bytes) continue;
      const offset = Math.floor(at * bytes.length);
      if ('gone' in how) await rm(path);
      else if ('cut' in how) await writeFile(path, bytes.subarray(0, offset));
      else
        await writeFile(
          path,
          Buffer.concat([bytes.subarray(0, offset), how.bytes, bytes.subarray(offset + how.bytes.length)]),
        );
    }
    const journal = await openJournal(copy, { segmentBytes: 6000 });
    for (const key of await keys(journal)) {
      const read = await journal.read(key).catch((error: { problem?: string }) => error.problem);
      if (read !== 'damaged') expect(read).toEqual(originals.get(key));
    }
    await Array.fromAsync(journal.spans());
    const added = makeBatch('late', NOON_MS + 999_000);
    expect(await journal.append(added)).toBe('written');
    expect(await journal.read(journalKey(added))).toEqual(added);
    await journal.close();
    await rm(copy, { recursive: true });
  };
  await fc.assert(fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), check), { numRuns: 100 });
});
