import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { encodeRecord } from '../../../functions/journal/record.ts';
import { journalKey } from '../../../lib/model/journal.ts';
import { makeBatch, makePlan, NOON_MS, PLAN_HASH } from '../../support/batches.ts';
import { openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';
import { keys } from '../../support/journal-conformance.ts';

/** Written once by the first version, never again: every later version must read it. */
const GOLDEN = fileURLToPath(new URL('../../golden/journal/v1', import.meta.url));
const OUTCOMES = ['up', 'down', 'degraded', 'error'] as const;
const BATCHES = Array.from({ length: 12 }, (_, i) =>
  makeBatch(i % 3 ? 'shop' : 'mail', NOON_MS + i * 60_000, OUTCOMES[i % 4], `run ${i}\n«ü»`),
);

test('the journal that version 1 wrote reads as it did, with and without its index', async () => {
  for (const file of ['all', 'no index']) {
    const folder = await makeFolder();
    const keep = (path: string) => file === 'all' || !path.endsWith('.index');
    await cp(GOLDEN, folder, { recursive: true, filter: keep });
    const journal = await openJournal(folder);
    expect(journal.troubles).toEqual([]);
    expect(await keys(journal)).toEqual(BATCHES.map(journalKey));
    for (const batch of BATCHES) expect(await journal.read(journalKey(batch))).toEqual(batch);
    expect(await journal.plan(PLAN_HASH)).toEqual(makePlan());
    expect((await Array.fromAsync(journal.spans())).reduce((sum, { runs }) => sum + runs, 0)).toBe(BATCHES.length);
  }
});

test('what is written now is byte for byte what version 1 wrote', async () => {
  const folder = await makeFolder();
  const journal = await openJournal(folder, { segmentBytes: 4000 });
  await journal.savePlan({ hash: PLAN_HASH, plan: makePlan() });
  for (const batch of BATCHES) await journal.append(batch);
  await journal.close();
  const names = (await readdir(GOLDEN, { recursive: true })).filter((name) => /\.(log|json)$/.test(name));
  expect(names.length).toBeGreaterThan(1);
  for (const name of names) expect(await readFile(join(folder, name))).toEqual(await readFile(join(GOLDEN, name)));
});

test.each([
  ['a segment', 'segments/00000099.log', { format: 'probewright-journal', version: 2 }],
  [
    'a batch',
    'segments/00000099.log',
    { version: 2, location: 'local', tickMs: NOON_MS, shard: 'x', plan: '', results: [] },
  ],
])('%s of a newer version is refused in words, and nothing is changed', async (_, name, record) => {
  const folder = await makeFolder();
  await cp(GOLDEN, folder, { recursive: true });
  await writeFile(join(folder, name), Buffer.concat([encodeRecord(record), Buffer.from('torn')]));
  const before = await contents(folder);
  await expect(openJournal(folder)).rejects.toThrow(
    /has version 2 of the journal format; this Probewright reads up to 1/,
  );
  expect(await contents(folder)).toEqual(before);
});

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.includes('.'));
  const pairs = names.map(async (name) => [name, (await readFile(join(folder, name))).toString('base64')]);
  return Object.fromEntries(await Promise.all(pairs));
}
