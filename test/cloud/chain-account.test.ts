import { describe, expect, test } from 'vitest';
import { accountFor, type Stored } from '../support/cloud/chain-account.ts';
import type { ChainRun } from '../support/cloud/chain-run.ts';

const TICK = Date.UTC(2026, 10, 22, 12, 0);
const LATE = TICK - 3_600_000;
const RUN: ChainRun = {
  firstTickMs: TICK,
  ticks: 1,
  paceMs: 1,
  outage: [0, 0],
  disturbances: [],
  doubled: [],
  lateTickMs: LATE,
};
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:f';

type Chain = Parameters<typeof accountFor>[0];

/** One shard with one probe, and how its one tick ended. */
function chain(ending: 'answered' | 'exit', queuedMs: readonly number[] = []): Chain {
  const event = JSON.stringify({ shard: 's', tick: '2026-11-22T12:00:00Z' });
  const invocation = { function: 'f', region: 'eu-west-1', event, ending, payload: '{"outcome":"written"}' };
  return {
    schedules: [
      { region: 'eu-west-1', name: 's', functionArn: ARN, input: '{"shard":"s"}', expression: '', group: '' },
    ],
    shards: new Map([['eu-west-1 s', { probes: ['a'], queuedMs }]]),
    cloud: {
      emulator: { account: '123456789012' },
      lambda: { invocations: [{ ...invocation, cold: true, durationMs: 1 }] },
    },
  };
}

const at = (tickMs: number, count = 1): [string, number] => [
  `eu-west-1 a ${new Date(tickMs).toISOString().slice(0, 19)}Z`,
  count,
];
const WHOLE: Stored = { samples: new Map([at(TICK)]), lines: new Map([at(TICK)]), missed: new Map([at(LATE)]) };

describe('the account of the chain', () => {
  test('is whole when each tick was run once or missed', () => {
    expect(accountFor(chain('answered'), RUN, WHOLE)).toEqual({
      planned: 2,
      run: 1,
      missed: 1,
      missing: 0,
      halved: 0,
      wrong: [],
    });
  });

  test('counts as missing what an ended invocation left', () => {
    const stored = { ...WHOLE, samples: new Map(), lines: new Map() };
    expect(accountFor(chain('exit'), RUN, stored)).toEqual({
      planned: 2,
      run: 0,
      missed: 1,
      missing: 1,
      halved: 0,
      wrong: [],
    });
  });

  test.each<[string, Partial<Stored>]>([
    ['a sample that is lost', { samples: new Map() }],
    ['a line that is lost', { lines: new Map() }],
    ['a line that is there twice', { lines: new Map([at(TICK, 2)]) }],
    ['a tick that is both run and missed', { missed: new Map([at(LATE), at(TICK)]) }],
    [
      'a late tick that was run',
      { missed: new Map(), samples: new Map([at(TICK), at(LATE)]), lines: new Map([at(TICK), at(LATE)]) },
    ],
    ['a tick that nobody planned', { samples: new Map([at(TICK), at(TICK + 60_000)]) }],
  ])('tells of %s', (_what, more) => {
    expect(accountFor(chain('answered'), RUN, { ...WHOLE, ...more }).wrong).toHaveLength(1);
  });

  test('knows the ticks that a minute sends for the next one', () => {
    const half = 90_000;
    const stored: Stored = {
      samples: new Map([at(TICK), at(TICK + half)]),
      lines: new Map([at(TICK), at(TICK + half)]),
      missed: new Map([at(LATE), at(LATE + half)]),
    };
    const account = accountFor(chain('answered', [30_000]), RUN, stored);
    expect(account).toEqual({ planned: 4, run: 2, missed: 2, missing: 0, halved: 0, wrong: [] });
    expect(accountFor(chain('answered', [30_000]), RUN, WHOLE).wrong).toHaveLength(2);
  });

  test('tells of a tick of which only half was stored, unless its invocation was ended meanwhile', () => {
    const half = { ...WHOLE, lines: new Map() };
    expect(accountFor(chain('answered'), RUN, half).wrong).toHaveLength(1);
    expect(accountFor(chain('exit'), RUN, half)).toMatchObject({ run: 0, missing: 0, halved: 1, wrong: [] });
  });
});
