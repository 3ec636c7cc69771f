import { spawn } from 'node:child_process';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { makeBatch, NOON_MS } from '../../support/batches.ts';
import { openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';

const LOCK = `lock.${'0'.repeat(36)}`;
const WRITER = fileURLToPath(new URL('../../support/journal-writer.ts', import.meta.url));

test('a second writer of a folder is refused and told who has it', async () => {
  const folder = await makeFolder();
  const child = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await expect(openJournal(folder)).rejects.toThrow(`in use by another Probewright, process ${child.pid}.`);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  const journal = await openJournal(folder);
  expect(journal.troubles.map(({ kind }) => kind)).toContain('lock-taken-over');
  expect(await journal.append(makeBatch('shop', NOON_MS))).toBe('written');
});

test('a folder that cannot be written is refused in words', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'file'), '');
  await expect(openJournal(join(folder, 'file', 'journal'))).rejects.toThrow(
    /The data folder .+ cannot be used \(ENOTDIR.+\)\. Make it writable for this user, or name another one with --data\./,
  );
});

test('a lock whose process id now belongs to another process is stale', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, LOCK), JSON.stringify({ pid: process.pid, host: hostname(), start: 'earlier' }));
  expect((await openJournal(folder)).troubles.map(({ kind }) => kind)).toEqual(['lock-taken-over']);
});

test.each(['', '{"pid":', 'null', '\u0000\u0000'])('a lock that a crash left as %j is taken over', async (content) => {
  const folder = await makeFolder();
  await writeFile(join(folder, LOCK), content);
  expect((await openJournal(folder)).troubles.map(({ kind }) => kind)).toEqual(['lock-taken-over']);
});

test('a lock of another host counts while it is touched, and not after', async () => {
  const folder = await makeFolder();
  const path = join(folder, LOCK);
  await writeFile(path, JSON.stringify({ pid: 1, host: 'elsewhere', start: '1' }));
  await expect(openJournal(folder)).rejects.toThrow('process 1 on elsewhere');
  const before = new Date(Date.now() - 60_000);
  await utimes(path, before, before);
  await openJournal(folder);
  const [mine = ''] = (await readdir(folder)).filter((name) => name.startsWith('lock.'));
  expect(JSON.parse(await readFile(join(folder, mine), 'utf8'))).toMatchObject({ pid: process.pid });
});

test('of many that want a stale lock, exactly one gets it and nothing is left behind', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, LOCK), JSON.stringify({ pid: process.pid, host: hostname(), start: 'earlier' }));
  const opened = await Promise.allSettled(Array.from({ length: 8 }, () => openJournal(folder)));
  expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const left = (await readdir(folder)).filter((name) => /lock/.test(name));
  expect(left).toHaveLength(1);
  expect(left).not.toContain(LOCK);
});
