import { VARIABLES } from '../../lib/model/deployment.ts';
import { neededVariable } from '../../lib/model/handler-faults.ts';
import type { DeliverySettings } from '../../lib/model/installation.ts';
import type { Clock } from '../../lib/model/prober.ts';
import { Backoff } from '../delivery/backoff.ts';
import type { Destination } from '../delivery/destination.ts';
import { ObjectRecords } from '../delivery/object-records.ts';
import { createReceivers, takenBy } from '../delivery/receivers.ts';
import type { Outlet, OutletShipped } from '../delivery/ship-keys.ts';
import { type BatchSource, createSignalReader, type SignalReader } from '../delivery/signal-reader.ts';
import { sinkFolder } from '../delivery/sink-folder.ts';
import { createObjectJournal } from '../journal/object-journal.ts';
import { environmentCredentials } from '../net/aws-credentials.ts';
import { createOutgoing } from '../net/send.ts';
import { createS3Objects } from '../objects/s3-objects.ts';
import { createSsmSecrets } from '../secrets/ssm.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What a warm shipper keeps from one event to the next. */
export interface Shipper {
  readonly bucket: string;
  readonly clock: Clock;
  readonly journal: BatchSource;
  readonly signalsOf: SignalReader;
  /** Every sink that may be asked now; `resting` when one may not, unless all are wanted. */
  outlets(which?: {
    readonly all: boolean;
  }): Promise<{ readonly outlets: readonly Outlet[]; readonly resting: boolean }>;
  /** How a sink did: with trouble, it rests for a minute, and as long as it wishes. */
  heard(shipped: Pick<OutletShipped, 'destination' | 'trouble' | 'afterMs'>): void;
}

const REST_MS = 60_000;
const CLOCK: Clock = { now: Date.now, elapsed: () => performance.now() };

export function openShipper(env: Env, delivery: DeliverySettings): Shipper {
  const region = neededVariable(env, 'AWS_REGION');
  const bucket = neededVariable(env, VARIABLES.journalBucket);
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined;
  const store = createS3Objects({
    bucket,
    region: neededVariable(env, VARIABLES.journalRegion),
    ...(endpoint && { endpoint }),
  });
  const journal = createObjectJournal(store);
  const aws = environmentCredentials(env);
  const ssm = env.AWS_ENDPOINT_URL_SSM || env.AWS_ENDPOINT_URL || undefined;
  const path = neededVariable(env, VARIABLES.secretPath);
  const send = createOutgoing();
  const secrets = createSsmSecrets({ region, path, credentials: aws, send, ...(ssm && { endpoint: ssm }) });
  const receivers = createReceivers(delivery, { secrets, aws });
  const kept = new Map<string, Omit<Outlet, 'destination'>>();
  const rests = new Map<string, number>();

  function outletOf(destination: Destination): Outlet {
    const name = sinkFolder(destination);
    const known = kept.get(name) ?? {
      records: new ObjectRecords({ store, destination, now: CLOCK.now }),
      backoff: new Backoff(Math.random),
    };
    kept.set(name, known);
    return { ...known, destination };
  }

  return {
    bucket,
    clock: CLOCK,
    journal,
    signalsOf: createSignalReader(journal, takenBy(delivery)),
    async outlets({ all } = { all: false }) {
      const destinations = await receivers();
      const awake = destinations.filter((one) => all || (rests.get(sinkFolder(one)) ?? 0) <= CLOCK.now());
      return { outlets: awake.map(outletOf), resting: awake.length < destinations.length };
    },
    heard({ destination, trouble, afterMs = 0 }) {
      if (trouble === undefined) rests.delete(sinkFolder(destination));
      else rests.set(sinkFolder(destination), CLOCK.now() + Math.max(REST_MS, afterMs));
    },
  };
}
