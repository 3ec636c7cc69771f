import { expect, test } from 'vitest';
import { openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { keys } from '../../support/journal-conformance.ts';
import { startTarget, startTestLocal, until } from '../../support/local-runner.ts';

test('what runs when it is told to stop finishes, is answered, and is in the journal', async () => {
  const folder = await makeFolder();
  const target = await startTarget();
  const { promise, resolve } = Promise.withResolvers<void>();
  target.gate = promise;
  const { ask, local } = await startTestLocal(folder, [httpProbe('slow', target.url)]);
  const asked = ask('/api/probes/slow/run', { method: 'POST' });
  await until(() => target.seen.length > 0);
  const stopped = local.stop(10_000);
  resolve();
  await stopped;
  expect((await asked).status).toBe(200);
  const journal = await openJournal(`${folder}/journal`);
  const [key = ''] = await keys(journal);
  expect((await journal.read(key)).results).toMatchObject([{ probe: 'slow', outcome: 'up' }]);
});

test('what does not finish in time is cut off as our own fault, never as down', async () => {
  const folder = await makeFolder();
  const target = await startTarget();
  target.gate = new Promise(() => undefined);
  const { ask, local } = await startTestLocal(folder, [httpProbe('stuck', target.url, { timeoutMs: 60_000 })]);
  const asked = ask('/api/probes/stuck/run', { method: 'POST' }).catch(() => undefined);
  await until(() => target.seen.length > 0);
  await local.stop(50);
  await asked;
  const journal = await openJournal(`${folder}/journal`);
  const [key = ''] = await keys(journal);
  expect((await journal.read(key)).results).toMatchObject([{ outcome: 'error', fault: { code: 'PW5003' } }]);
});

test('a tick while the run before it goes on is missed, and counted', async () => {
  const target = await startTarget();
  target.gate = new Promise(() => undefined);
  const probe = httpProbe('slow', target.url, { intervalMs: 300, timeoutMs: 60_000 });
  const { ask } = await startTestLocal(await makeFolder(), [probe]);
  const missed = /probewright_missed_ticks_total\{reason="overlap"\} (\d+)/;
  await until(async () => Number(missed.exec((await ask('/metrics')).body.toString())?.[1]) >= 3);
  expect(target.seen).toHaveLength(1);
});
