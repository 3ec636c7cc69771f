import { join } from 'node:path';
import type { Clock } from '../../lib/model/prober.ts';
import type { Destination } from './destination.ts';
import { openFileRecords } from './file-records.ts';
import { Lane, type LaneEvents, type Patience } from './lane.ts';
import { shownUrl } from './shown-url.ts';
import { type BatchSource, createSignalReader } from './signal-reader.ts';
import { sinkFolder } from './sink-folder.ts';
import type { Totals } from './totals.ts';

export interface DelivererOptions {
  readonly destinations: readonly Destination[];
  readonly journal: BatchSource;
  /** Holds the records in its folder `delivery`, and what was refused in `rejected`. */
  readonly dataFolder: string;
  readonly clock: Clock;
  /** What was rejected is kept this long. */
  readonly maxAgeMs: number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly events: LaneEvents;
  readonly patience?: Patience;
}

/** How things stand with one sink. */
export interface DeliveryStatus {
  readonly sink: string;
  readonly url: string;
  readonly totals: Totals;
  /** The tick of the oldest batch that is known to wait, unix milliseconds. */
  readonly oldestWaitingMs?: number;
}

/** Takes what the journal holds to every sink, each at its own pace. */
export interface Deliverer {
  /** A batch that the journal has taken. */
  offer(key: string): void;
  /** Batches that the journal drops: what no sink has had of them is counted as rejected. */
  dropped(keys: readonly string[]): void;
  status(): DeliveryStatus[];
  /** Sends what is there for at most this long. */
  stop(withinMs: number): Promise<void>;
}

/** Opens the records of every sink and begins with what has none. A sink that is new begins with what its window holds. */
export async function startDeliverer(options: DelivererOptions): Promise<Deliverer> {
  const { destinations, journal, clock } = options;
  const signalsOf = createSignalReader(journal, new Set(destinations.map(({ takes }) => takes)));
  const lanes = await Promise.all(
    destinations.map(async (destination) => {
      const records = await openFileRecords({
        ...foldersOf(options.dataFolder, destination),
        sinceMs: clock.now() - destination.windowMs,
        now: clock.now,
        maxAgeMs: options.maxAgeMs,
      });
      return new Lane({ ...options, destination, signalsOf, records });
    }),
  );
  for (const lane of lanes) lane.start();
  return {
    offer(key) {
      for (const lane of lanes) lane.offer(key);
    },
    dropped(keys) {
      for (const lane of lanes) lane.dropped(keys);
    },
    status: () => lanes.map(statusOf),
    async stop(withinMs) {
      await Promise.all(lanes.map((lane) => lane.stop(withinMs)));
    },
  };
}

function foldersOf(dataFolder: string, destination: Destination): { folder: string; rejectedFolder: string } {
  const name = sinkFolder(destination);
  return { folder: join(dataFolder, 'delivery', name), rejectedFolder: join(dataFolder, 'rejected', name) };
}

function statusOf({ destination, totals, oldestWaitingMs }: Lane): DeliveryStatus {
  return {
    sink: destination.sink.name,
    url: shownUrl(destination.url),
    totals,
    ...(oldestWaitingMs !== undefined && { oldestWaitingMs }),
  };
}
