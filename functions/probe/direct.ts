import type { DeliverySettings } from '../../lib/model/installation.ts';
import { type Batch, journalKey } from '../../lib/model/journal.ts';
import type { Sample } from '../../lib/model/sample.ts';
import type { ShardPlan } from '../../lib/model/shard.ts';
import { batchSignals } from '../delivery/batch-signals.ts';
import { createDirectDelivery, type DirectlyDelivered } from '../delivery/deliver-directly.ts';
import { endedSeries } from '../delivery/ended-series.ts';
import { createReceivers, takenBy } from '../delivery/receivers.ts';
import { writeRecords } from '../delivery/record-objects.ts';
import { systemClock } from '../engine/system-clock.ts';
import { type FunctionServices, logTrouble } from './function-services.ts';
import type { Keeping, Kept } from './tick-keeper.ts';

/** What is kept of the time that is left, for the journal: two seconds for the hub's bucket, as much for the own region's after it. Of a short time two thirds. */
const JOURNAL_MS = 4_000;
/** A receiver that does not answer is paid for by the millisecond. */
const MOST_MS = 10_000;
/** Series that were there longer ago are stale by their age. */
const REMEMBERED_MS = 600_000;

/**
 * Delivers each batch to the receivers itself. What every one of them took is done; anything else is journalled, with a record for each sink that has had its
 * part or refused it for good: the shipper brings the rest, and a replay finds what was refused.
 */
export function createDirect(delivery: DeliverySettings, services: FunctionServices): Keeping {
  const receivers = createReceivers(delivery, { secrets: services.secrets, aws: services.credentials });
  const deliver = createDirectDelivery({ clock: systemClock, random: Math.random });
  const ends = createEnds();
  const wanted = takenBy(delivery);
  return {
    async prepare() {
      await receivers();
    },
    async keep(batch, shard, leftMs) {
      const own = batchSignals(batch, new Map(shard.plan.plan.probes.map((probe) => [probe.name, probe])), wanted);
      const signals = { ...own, samples: [...own.samples, ...ends(batch, own.samples)] };
      const destinations = await receivers();
      const left = leftMs();
      const withinMs = Math.min(MOST_MS, Math.max(1, Math.floor(left - Math.min(JOURNAL_MS, (left * 2) / 3))));
      const delivered = await deliver(destinations, journalKey(batch), signals, withinMs);
      if (delivered.every(({ shipped }) => shipped.state === 'delivered')) return 'delivered';
      return await journalRest(batch, shard, delivered, services);
    },
  };
}

/** Records first: the shipper must not be called for what is settled. */
async function journalRest(
  batch: Batch,
  shard: ShardPlan,
  delivered: readonly DirectlyDelivered[],
  { journal, objects }: FunctionServices,
): Promise<Kept> {
  await journal.savePlan(shard.plan);
  for (const { destination, shipped } of delivered) {
    const { state, rejected, retry } = shipped;
    if (state !== 'delivered') {
      logTrouble({
        event: state,
        sink: destination.sink.name,
        shard: batch.shard,
        tickMs: batch.tickMs,
        why: retry?.reason ?? rejected,
      });
    }
    if (state !== 'waiting') await writeRecords({ store: objects, destination, now: Date.now }, [shipped]);
  }
  return await journal.append(batch);
}

/**
 * The ends of series between two ticks of a shard that one warm function runs, such as that of a failure's reason. A function that starts knows of none:
 * what ended then is stale by its age, after five minutes.
 */
function createEnds() {
  const last = new Map<string, { readonly tickMs: number; readonly samples: readonly Sample[] }>();
  return ({ shard, tickMs, missed }: Batch, samples: readonly Sample[]): Sample[] => {
    const before = last.get(shard);
    if (missed !== undefined || (before && before.tickMs >= tickMs)) return [];
    last.set(shard, { tickMs, samples });
    return before && tickMs - before.tickMs <= REMEMBERED_MS ? endedSeries(before.samples, samples, tickMs) : [];
  };
}
