import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountFor, readStored } from '../support/cloud/chain-account.ts';
import { type ChainRun, runChain, shardSchedules } from '../support/cloud/chain-run.ts';
import { type InstalledChain, installChain } from '../support/cloud/installed-chain.ts';

const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];
const PROBES = 50;
const MINUTE_MS = 60_000;
const TICKS = 10;

let chain: InstalledChain;

beforeAll(async () => {
  chain = await installChain(REGIONS, PROBES);
}, 180_000);
afterAll(() => chain?.stop());

describe('the chain from schedules to what is stored, ten minutes in one', () => {
  test('loses nothing and doubles nothing: every tick is run once, missed, or missing by an invocation that was ended', async () => {
    const { lambda } = chain.cloud;
    // In compressed time a tick's age means nothing; ticks lie in the past so that receivers take them.
    chain.cloud.setVariables({ PROBEWRIGHT_MAX_AGE: '1200' });
    const firstTickMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - (TICKS + 2) * MINUTE_MS;
    const run: ChainRun = {
      firstTickMs,
      ticks: TICKS,
      paceMs: MINUTE_MS / 10,
      outage: [4, 6],
      disturbances: [
        { tick: 2, shard: 0, what: 'crash' },
        { tick: 3, shard: 1, what: 'out-of-memory' },
        { tick: 7, shard: 2, what: 'stall' },
      ],
      doubled: [
        { tick: 3, shard: 0 },
        { tick: 5, shard: 1 },
      ],
      lateTickMs: firstTickMs - 30 * MINUTE_MS,
    };
    await runChain(chain, run, () => undefined);
    const stored = await readStored(chain, REGIONS, run.lateTickMs, firstTickMs + (TICKS + 1) * MINUTE_MS);
    const account = accountFor(chain, run, stored);
    expect(account.wrong.slice(0, 20)).toEqual([]);
    const shards = shardSchedules(chain).length;
    // Five of half a minute run twice as often.
    const aMinute = (PROBES + 5) * REGIONS.length;
    expect(account.planned).toBe(aMinute * (TICKS + 1));
    expect(account.missed).toBe(aMinute);
    expect(account.missing).toBeGreaterThan(0);
    // Of invocations that were ended while they delivered, and of no others.
    expect(account.halved).toBeLessThanOrEqual(PROBES);
    expect(account.run + account.missed + account.missing + account.halved).toBe(account.planned);
    const endings = new Set(lambda.invocations.map(({ ending }) => ending));
    expect(endings).toContain('exit');
    expect(endings).toContain('timeout');
    if (lambda.cells.imposed) expect(endings).toContain('out-of-memory');
    const answered = lambda.invocations.filter(({ ending }) => ending === 'answered');
    const outcomes = new Set(answered.map(({ payload }) => JSON.parse(payload)?.outcome));
    // Directly; by the journal and the shipper while the receivers were down; the second of two; too late.
    expect([...outcomes]).toEqual(expect.arrayContaining(['delivered', 'written', 'taken', 'missed']));
    expect(lambda.invocations.filter(({ cold }) => cold).length).toBeGreaterThanOrEqual(shards);
    expect(chain.gate.refused).toBeGreaterThan(0);
    expect(chain.cloud.emulator.log()).not.toContain('Traceback');
  }, 240_000);
});
