import { createInterface } from 'node:readline';
import { Backoff } from '../../../functions/delivery/backoff.ts';
import { ObjectRecords } from '../../../functions/delivery/object-records.ts';
import { reconcile } from '../../../functions/delivery/reconcile.ts';
import { shipKeys } from '../../../functions/delivery/ship-keys.ts';
import { createSignalReader } from '../../../functions/delivery/signal-reader.ts';
import { systemClock } from '../../../functions/engine/system-clock.ts';
import { createObjectJournal } from '../../../functions/journal/object-journal.ts';
import { destinationsFor, type Place, storeFor } from './place.ts';

/**
 * A shipper of the cloud, to be killed: argv[2] says where everything is (JSON). Reads a line of JSON for each event and answers with one: which of
 * its keys wait at any sink.
 */
export interface ShipperEvent {
  readonly id: number;
  /** The simulated moment. */
  readonly nowMs: number;
  /** Absent: a look at the whole journal. */
  readonly keys?: readonly string[];
}

export interface ShipperAnswer {
  readonly id: number;
  readonly waiting: readonly string[];
  readonly settled: number;
  readonly trouble: readonly string[];
}

// Nobody listens any more.
process.stdout.on('error', () => process.exit(1));
const place = JSON.parse(process.argv[2] ?? '') as Place;
const store = storeFor(place);
const journal = createObjectJournal(store);
const signalsOf = createSignalReader(journal, new Set(['samples', 'logs']));
let nowMs = 0;
const outlets = destinationsFor(place).map((destination) => ({
  destination,
  records: new ObjectRecords({ store, destination, now: () => nowMs }),
  backoff: new Backoff(Math.random),
}));

for await (const line of createInterface({ input: process.stdin })) {
  const event = JSON.parse(line) as ShipperEvent;
  nowMs = event.nowMs;
  const deadlineMs = systemClock.now() + (event.keys ? place.tryMs : 60_000);
  const parts = { outlets, signalsOf, clock: systemClock, deadlineMs, signal: new AbortController().signal };
  const all = event.keys ? await shipKeys(event.keys, parts) : await reconcile({ ...parts, journal });
  const answer: ShipperAnswer = {
    id: event.id,
    waiting: [...new Set(all.flatMap(({ waiting }) => waiting))],
    settled: all.reduce((sum, { settled }) => sum + settled.length, 0),
    trouble: all.flatMap(({ trouble }) => trouble ?? []),
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
