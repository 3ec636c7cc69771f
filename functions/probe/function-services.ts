import { VARIABLES } from '../../lib/model/deployment.ts';
import { neededVariable } from '../../lib/model/handler-faults.ts';
import type { Batch } from '../../lib/model/journal.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';
import type { HashedPlan } from '../../lib/model/plan.ts';
import { createObjectJournal } from '../journal/object-journal.ts';
import { createSpillJournal } from '../journal/object-spill.ts';
import { type AwsCredentials, environmentCredentials } from '../net/aws-credentials.ts';
import { createOutgoing } from '../net/send.ts';
import { createSignedObjects, type SignedObjects } from '../objects/signed-objects.ts';
import { createSsmSecrets } from '../secrets/ssm.ts';
import { onceFailed } from './once-failed.ts';
import type { TickQueue } from './tick-queue.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What a probe function has of AWS: all of it by signed requests of our own. */
export interface FunctionServices {
  readonly region: string;
  readonly credentials: () => AwsCredentials;
  readonly journal: FunctionJournal;
  /** Of the function's own region: a claim does not wait for another. */
  readonly claims: ObjectStore;
  /** What else belongs where the journal is; the spill where that fails. */
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly secrets: (name: string) => Promise<string>;
  readonly tickQueue: () => TickQueue;
  /** Begins to open the connection to the journal. */
  readonly warm: () => void;
}

export interface FunctionJournal {
  savePlan(plan: HashedPlan): Promise<void>;
  append(batch: Batch): Promise<'written' | 'exists' | 'spilled'>;
}

/** The hub may take so long before the bucket of the own region is tried, milliseconds. */
const HUB_WITHIN_MS = 2_000;
/** Within a tick it is waited for once: plan, records and batch must all be written before the function's time is over. */
const HUB_REST_MS = 5_000;
const OPERATION_MS = 4_000;

export function openServices(env: Env): FunctionServices {
  const region = neededVariable(env, 'AWS_REGION');
  const credentials = environmentCredentials(env);
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined;
  const storeAt = (bucket: string, at: string, timeoutMs: number) =>
    createSignedObjects({ bucket, region: at, credentials, timeoutMs, ...(endpoint && { endpoint }) });
  const spillBucket = env[VARIABLES.spillBucket];
  const isOther = spillBucket !== undefined && spillBucket !== env[VARIABLES.journalBucket];
  const spill = isOther ? storeAt(spillBucket, region, OPERATION_MS) : undefined;
  const hubAt = [neededVariable(env, VARIABLES.journalBucket), neededVariable(env, VARIABLES.journalRegion)] as const;
  const hub = spill ? onceFailed(storeAt(...hubAt, HUB_WITHIN_MS), HUB_REST_MS) : storeAt(...hubAt, OPERATION_MS);
  const send = createOutgoing();
  const ssmEndpoint = env.AWS_ENDPOINT_URL_SSM || env.AWS_ENDPOINT_URL || undefined;
  return {
    region,
    credentials,
    journal: openJournal(hub, spill),
    claims: spill ?? hub,
    objects: spill ? { put: (...object) => putInEither(hub, spill, ...object) } : hub,
    secrets: createSsmSecrets({
      region,
      path: neededVariable(env, VARIABLES.secretPath),
      credentials,
      send,
      ...(ssmEndpoint && { endpoint: ssmEndpoint }),
    }),
    tickQueue: () => ({ url: neededVariable(env, VARIABLES.tickQueueUrl), region, credentials, send }),
    warm: hub.warm,
  };
}

function openJournal(hub: SignedObjects, spill: SignedObjects | undefined): FunctionJournal {
  if (!spill) return createObjectJournal(hub);
  let why: unknown;
  const journal = createSpillJournal({
    hub: createObjectJournal(hub),
    spill: createObjectJournal(spill),
    hubWithinMs: HUB_WITHIN_MS,
    onSpill: (reason) => {
      why = reason;
    },
  });
  return {
    savePlan: journal.savePlan,
    async append(batch) {
      why = undefined;
      const became = await journal.append(batch);
      if (why === undefined) return became;
      logTrouble({ event: 'spilled', shard: batch.shard, tickMs: batch.tickMs, why: wordsOf(why) });
      return 'spilled';
    },
  };
}

async function putInEither(
  hub: ObjectStore,
  spill: ObjectStore,
  ...object: Parameters<ObjectStore['put']>
): Promise<'written' | 'exists'> {
  try {
    return await hub.put(...object);
  } catch (error) {
    logTrouble({ event: 'spilled', key: object[0], why: wordsOf(error) });
    return await spill.put(...object);
  }
}

/** One line of JSON; of a tick that went well there is none. */
export function logTrouble(fields: Readonly<Record<string, unknown>>): void {
  console.warn(JSON.stringify(fields));
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
