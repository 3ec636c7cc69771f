import { journalKey } from '../../lib/model/journal.ts';
import type { Clock } from '../../lib/model/prober.ts';
import { type DeliveryStatus, startDeliverer } from '../delivery/deliverer.ts';
import type { Destination } from '../delivery/destination.ts';
import type { FileJournal } from '../journal/file-store.ts';
import { DeliveryLog } from './delivery-log.ts';
import { createDeliveryMetrics } from './delivery-metrics.ts';
import { startDeliveryReports } from './delivery-reports.ts';
import type { DropRelay } from './drop-relay.ts';
import type { Log } from './log.ts';

const MINUTE_MS = 60_000;

export interface LocalDeliveryOptions {
  readonly destinations: readonly Destination[];
  readonly location: string;
  readonly dataFolder: string;
  readonly maxAgeMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Of what the journal drops. */
  readonly drops?: DropRelay;
  /** How often what delivery counts of itself is journalled. @default 1 minute */
  readonly reportEveryMs?: number;
}

/** What of the runner has to do with delivery. */
export interface LocalDelivery {
  /** The journal as the runner writes it: what it has taken is on its way to the sinks. */
  readonly journal: FileJournal;
  status(): DeliveryStatus[];
  /** The metrics of delivery as text; empty without sinks. */
  metrics(): Promise<string>;
  stop(withinMs: number): Promise<void>;
}

/** Results are journalled first, then shipped. */
export async function startLocalDelivery(
  journal: FileJournal,
  { destinations, location, dataFolder, maxAgeMs, clock, log, drops, reportEveryMs = MINUTE_MS }: LocalDeliveryOptions,
): Promise<LocalDelivery> {
  if (destinations.length === 0) {
    return { journal, status: () => [], metrics: async () => '', stop: async () => undefined };
  }
  const metrics = createDeliveryMetrics(clock.now());
  const logged = new DeliveryLog(log, clock.elapsed);
  const deliverer = await startDeliverer({
    destinations,
    journal,
    dataFolder,
    clock,
    maxAgeMs,
    random: Math.random,
    events: {
      settled(destination, shipped, atMs) {
        metrics.settled(destination.sink.name, shipped, atMs);
        logged.settled(destination, shipped, atMs);
      },
      retried(destination, reason) {
        metrics.retried(destination.sink.name);
        logged.retried(destination, reason);
      },
      trouble: logged.trouble,
    },
  });
  drops?.listen((keys) => deliverer.dropped(keys));
  const offering: FileJournal = {
    ...journal,
    async append(batch) {
      const became = await journal.append(batch);
      if (became === 'written') deliverer.offer(journalKey(batch));
      return became;
    },
  };
  const endReports = startDeliveryReports({
    journal: offering,
    location,
    clock,
    everyMs: reportEveryMs,
    values: () => metrics.values(deliverer.status(), clock.now()),
    onFailure: (error) => log('error', `What delivery counts of itself could not be journalled: ${error}.`),
  });
  return {
    journal: offering,
    status: () => deliverer.status(),
    metrics: () => metrics.text(deliverer.status(), clock.now()),
    async stop(withinMs) {
      await endReports();
      await deliverer.stop(withinMs);
    },
  };
}
