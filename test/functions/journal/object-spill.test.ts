import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createObjectJournal } from '../../../functions/journal/object-journal.ts';
import { createSpillJournal } from '../../../functions/journal/object-spill.ts';
import { createSignedObjects } from '../../../functions/objects/signed-objects.ts';
import { journalKey } from '../../../lib/model/journal.ts';
import { makeBatch, makePlan, NOON_MS, PLAN_HASH } from '../../support/batches.ts';
import { makeBucket } from '../../support/buckets.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { keys } from '../../support/journal-conformance.ts';
import { type ScriptedAnswer, scriptedS3 } from '../../support/scripted-s3.ts';

const PLAN = { hash: PLAN_HASH, plan: makePlan() };
const BATCH = makeBatch('shop', NOON_MS);

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

async function bucketAt(endpoint: string) {
  const { region, credentials } = emulator;
  return createObjectJournal(
    createSignedObjects({ bucket: 'b', region, endpoint, credentials: () => credentials, timeoutMs: 5_000 }),
  );
}

async function spilling(hub: ReturnType<typeof createObjectJournal>, hubWithinMs = 10_000) {
  const spill = createObjectJournal((await makeBucket(emulator)).sdk);
  const reasons: string[] = [];
  const onSpill = (reason: unknown) => reasons.push(reason instanceof Error ? reason.message : String(reason));
  return { spill, reasons, journal: createSpillJournal({ hub, spill, hubWithinMs, onSpill }) };
}

describe('a journal with a spill', () => {
  test('writes to the hub, with the plan, and leaves the spill empty', async () => {
    const hub = createObjectJournal((await makeBucket(emulator)).signed);
    const { journal, spill, reasons } = await spilling(hub);
    await journal.savePlan(PLAN);
    expect(await journal.append(BATCH)).toBe('written');
    expect(await journal.append(BATCH)).toBe('exists');
    expect(await hub.read(journalKey(BATCH))).toEqual(BATCH);
    expect(await hub.plan(PLAN_HASH)).toEqual(PLAN.plan);
    expect([await keys(spill), reasons]).toEqual([[], []]);
  });

  test.each<[string, ScriptedAnswer, RegExp]>([
    ['refuses', { status: 403, code: 'AccessDenied' }, /AccessDenied/],
    ['fails', { status: 503, code: 'SlowDown' }, /SlowDown/],
    ['breaks off', 'reset', /NoAnswer|socket|reset/i],
    ['says nothing', 'silence', /more than 300 ms/],
  ])('writes to the spill when the hub %s, with the plan, and says why', async (_, trouble, why) => {
    const hub = await bucketAt((await scriptedS3([trouble])).url);
    const { journal, spill, reasons } = await spilling(hub, trouble === 'silence' ? 300 : 10_000);
    await journal.savePlan(PLAN);
    expect(await journal.append(BATCH)).toBe('written');
    expect(await spill.read(journalKey(BATCH))).toEqual(BATCH);
    expect(await spill.plan(PLAN_HASH)).toEqual(PLAN.plan);
    expect(reasons).toEqual([expect.stringMatching(why)]);
  });

  test('never puts a batch where its plan is not', async () => {
    // The hub takes no plan, but would take the batch.
    const hub = await bucketAt(
      (await scriptedS3([{ status: 403, code: 'AccessDenied' }, { status: 403 }, { status: 200 }])).url,
    );
    const { journal, spill } = await spilling(hub);
    await journal.savePlan(PLAN);
    await journal.append(BATCH);
    expect(await keys(spill)).toEqual([journalKey(BATCH)]);
  });

  test('goes back to the hub with the next batch', async () => {
    const failures = Array.from({ length: 5 }, () => ({ status: 500 }) as const);
    const hub = await bucketAt((await scriptedS3([...failures, { status: 200 }])).url);
    const { journal, spill, reasons } = await spilling(hub);
    await journal.append(BATCH);
    await journal.append(makeBatch('shop', NOON_MS + 60_000));
    expect(await keys(spill)).toEqual([journalKey(BATCH)]);
    expect(reasons).toHaveLength(1);
  });

  test('throws only when both fail, with the words of both', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const address = closed.address();
    const port = typeof address === 'object' ? address?.port : 0;
    closed.close();
    onTestFinished(() => void closed.close());
    const hub = await bucketAt((await scriptedS3([{ status: 403, code: 'AccessDenied' }])).url);
    const spill = await bucketAt(`http://127.0.0.1:${port}`);
    const journal = createSpillJournal({ hub, spill, hubWithinMs: 10_000, onSpill: () => undefined });
    await expect(journal.append(BATCH)).rejects.toThrow(/The batch is lost.*AccessDenied.*its spill: .*ECONNREFUSED/);
  });

  test('writes to the spill at once where there is no way to the hub', async () => {
    const spill = createObjectJournal((await makeBucket(emulator)).signed);
    const journal = createSpillJournal({ spill, hubWithinMs: 1, onSpill: () => expect.fail('nothing was given up') });
    await journal.savePlan(PLAN);
    expect(await journal.append(BATCH)).toBe('written');
    expect(await spill.plan(PLAN_HASH)).toEqual(PLAN.plan);
  });
});
