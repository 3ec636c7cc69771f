import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ASSET } from '../../lib/model/deployment.ts';
import type { DeliverySettings } from '../../lib/model/installation.ts';
import { type Reconciled, reconcile } from '../delivery/reconcile.ts';
import { type OutletShipped, shipKeys } from '../delivery/ship-keys.ts';
import { logTrouble } from './log-trouble.ts';
import { type QueueEvent, readQueueEvent } from './queue-event.ts';
import { openShipper, type Shipper } from './shipper.ts';

export type ShipperEvent = QueueEvent | { readonly reconcile: true };

/** Of a queue's event: the messages that wait, which the queue brings again. */
export interface QueueAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Of a look at the whole window, by sink. */
export type ReconcileAnswer = Readonly<
  Record<string, { readonly settled: number; readonly waiting: number; readonly trouble?: string }>
>;

export interface ShipperParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the asset's files are. */
  readonly folder: string;
}

/** A sink that is down is tried for so long; the queue brings its messages again. */
const TRY_MS = 20_000;
/** Of the time that is left, what is kept for records. */
const CLOSING_MS = 10_000;

/** Ships what the queue tells of, and by the clock whatever has no record. */
export function createHandler({ env, folder }: ShipperParts) {
  let opening: Promise<Shipper> | undefined;

  async function open(): Promise<Shipper> {
    const delivery = JSON.parse(await readFile(join(folder, ASSET.delivery), 'utf8')) as DeliverySettings;
    return openShipper(env, delivery);
  }

  return async (
    event: ShipperEvent,
    context: { getRemainingTimeInMillis(): number },
  ): Promise<QueueAnswer | ReconcileAnswer> => {
    opening ??= open();
    // What failed once may not fail again.
    opening.catch(() => {
      opening = undefined;
    });
    const shipper = await opening;
    const leftMs = Math.max(1, Math.floor(context.getRemainingTimeInMillis() - CLOSING_MS));
    return 'reconcile' in event ? await reconciled(shipper, leftMs) : await shipped(shipper, event, leftMs);
  };
}

async function shipped(shipper: Shipper, event: QueueEvent, leftMs: number): Promise<QueueAnswer> {
  const told = readQueueEvent(event, shipper.bucket);
  const keys = told.flatMap((message) => message.keys);
  const { outlets, resting } = await shipper.outlets();
  const shipping = await shipKeys(keys, {
    ...shipper,
    outlets,
    deadlineMs: shipper.clock.now() + Math.min(TRY_MS, leftMs),
    signal: AbortSignal.timeout(leftMs),
  });
  for (const one of shipping) tell(shipper, one);
  // A sink that was down a moment ago is not asked again for each hundred of its messages.
  const waiting = new Set(resting ? keys : shipping.flatMap((one) => one.waiting));
  const again = told.filter((message) => message.keys.some((key) => waiting.has(key)));
  return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function reconciled(shipper: Shipper, leftMs: number): Promise<ReconcileAnswer> {
  const { outlets } = await shipper.outlets({ all: true });
  const deadlineMs = shipper.clock.now() + leftMs;
  const all = await reconcile({ ...shipper, outlets, deadlineMs, signal: AbortSignal.timeout(leftMs) });
  for (const one of all) tell(shipper, one);
  return Object.fromEntries(all.map((one) => [one.destination.sink.name, counted(one)]));
}

function counted({ settled, waiting, trouble }: Reconciled): ReconcileAnswer[string] {
  const count = settled.reduce((sum, { keys }) => sum + keys.length, 0);
  return { settled: count, waiting: waiting.length, ...(trouble !== undefined && { trouble }) };
}

/** What a person must know of; nothing of what went well. */
function tell(shipper: Shipper, shipped: OutletShipped): void {
  const { destination, settled, waiting, trouble } = shipped;
  const sink = destination.sink.name;
  shipper.heard(shipped);
  if (trouble !== undefined) logTrouble({ event: 'waiting', sink, batches: waiting.length, why: trouble });
  for (const { keys, rejected } of settled) {
    if (rejected.length > 0) logTrouble({ event: 'rejected', sink, batches: keys.length, rejected });
  }
}
