import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { journalKey } from '../../../lib/model/journal.ts';
import { makeBatch, NOON_MS } from '../../support/batches.ts';
import { openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';
import { keys } from '../../support/journal-conformance.ts';
import { killOnce } from '../../support/journal-killing.ts';

const WRITER = fileURLToPath(new URL('../../support/journal-writer.ts', import.meta.url));
const LOG = join('segments', '00000001.log');

test('after kill -9 while writing, five times, every acknowledged batch is there and every start succeeds', async () => {
  const folder = await makeFolder();
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const acknowledged = new Set<string>();
  for (let round = 0; round < 5; round += 1) {
    expect((await killOnce(folder, seed, round, acknowledged)).lost).toEqual([]);
  }
  expect(acknowledged.size).toBeGreaterThan(50);
});

test('cut at any byte, a journal opens, holds every whole record, and takes new ones', async () => {
  const folder = await makeFolder();
  const batches = [1, 2].map((i) => makeBatch('shop', NOON_MS + i));
  const journal = await openJournal(join(folder, 'whole'));
  const ends: number[] = [];
  for (const batch of batches) {
    await journal.append(batch);
    ends.push((await stat(join(folder, 'whole', LOG))).size);
  }
  await journal.close();
  const { size } = await stat(join(folder, 'whole', LOG));
  for (let cut = 0; cut <= size; cut += 1) {
    const copy = join(folder, `cut-${cut}`);
    await cp(join(folder, 'whole'), copy, { recursive: true });
    await truncate(join(copy, LOG), cut);
    const again = await openJournal(copy);
    const whole = batches.filter((_, i) => (ends[i] ?? 0) <= cut);
    expect(await keys(again), `cut at ${cut}`).toEqual(whole.map(journalKey));
    const added = makeBatch('late', NOON_MS + 9);
    expect(await again.append(added)).toBe('written');
    await again.close();
    // Opening it once more costs time, and depends on the cut no more.
    if (cut % 10 !== 0) continue;
    const third = await openJournal(copy);
    expect(third.troubles, `cut at ${cut}`).toEqual([]);
    expect(await keys(third)).toEqual([...whole, added].map(journalKey));
    await third.close();
  }
});

test('a damaged record in the middle is skipped and reported, wherever the damage is', async () => {
  const folder = await makeFolder();
  const journal = await openJournal(join(folder, 'whole'));
  const batches = [1, 2, 3].map((i) => makeBatch('shop', NOON_MS + i));
  await journal.append(batches[0] ?? makeBatch('', 0));
  const from = (await stat(join(folder, 'whole', LOG))).size;
  await journal.append(batches[1] ?? makeBatch('', 0));
  const to = (await stat(join(folder, 'whole', LOG))).size;
  await journal.append(batches[2] ?? makeBatch('', 0));
  await journal.close();
  const bytes = await readFile(join(folder, 'whole', LOG));
  // All but the line feed: without it the record after it is lost too.
  for (let at = from; at < to - 1; at += 7) {
    const copy = join(folder, `flip-${at}`);
    await mkdir(join(copy, 'segments'), { recursive: true });
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 0x15;
    await writeFile(join(copy, LOG), flipped);
    const again = await openJournal(copy);
    expect(again.troubles.map(({ kind }) => kind)).toEqual(['damaged']);
    expect(await keys(again)).toEqual([batches[0], batches[2]].map((batch) => batch && journalKey(batch)));
    await again.close();
  }
});

test('a compressed segment that is cut or overwritten loses only its own frames, in words', async () => {
  const folder = await makeFolder();
  const journal = await openJournal(folder, { segmentBytes: 1_500_000 });
  const body = (i: number) => Array.from({ length: 4000 }, (_, k) => ((i * 7919 + k * k) % 36).toString(36)).join('');
  for (let i = 0; i < 420; i += 1) await journal.append(makeBatch('shop', NOON_MS + i, 'up', body(i)));
  await journal.close();
  const [name = ''] = (await readdir(join(folder, 'segments'))).filter((one) => one.endsWith('.zst'));
  const path = join(folder, 'segments', name);
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 10));
  const flipped = await openJournal(folder);
  // The index still matches: the damage shows where it is read.
  const outcomes = await Promise.allSettled((await keys(flipped)).map((key) => flipped.read(key)));
  const lost = outcomes.filter((one) => one.status === 'rejected');
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.length).toBeLessThan(200);
  for (const one of lost) expect(String(one.reason)).toContain('damaged');
  await flipped.close();
  await truncate(path, bytes.length - 5);
  const cut = await openJournal(folder);
  expect(cut.troubles.map(({ kind }) => kind)).toEqual(['damaged']);
  expect((await keys(cut)).length).toBeGreaterThan(100);
  for (const key of await keys(cut)) expect(await cut.read(key)).toBeDefined();
});

test('a disk that takes no more refuses batches in words, and takes them again when there is room', async () => {
  const folder = await makeFolder();
  // The shell's limit on the size of a file (in blocks of 512 bytes) stands for a full disk: writes fail halfway, with a real error of the kernel.
  const command = `ulimit -f 400; exec "${process.execPath}" "${WRITER}" "${folder}" 8000000 stop`;
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out = (await Array.fromAsync(child.stdout.setEncoding('utf8'))).join('').split('\n');
  const acknowledged = out.filter((line) => line.startsWith('local/'));
  expect(out.find((line) => line.startsWith('refused'))).toMatch(/EFBIG/);
  expect((await Array.fromAsync(child.stderr.setEncoding('utf8'))).join('')).toMatch(
    /append-failed The journal could not be written/,
  );
  const again = await openJournal(folder);
  expect(again.troubles.map(({ kind }) => kind)).toEqual(['lock-taken-over']);
  const there = new Set(await keys(again));
  expect(acknowledged.length).toBeGreaterThan(5);
  expect(acknowledged.filter((key) => !there.has(key))).toEqual([]);
  expect(await again.append(makeBatch('later', NOON_MS))).toBe('written');
});
