import type { Signals } from '../../lib/model/delivery.ts';
import type { DeliverySettings, Receiver } from '../../lib/model/installation.ts';
import type { Destination } from './destination.ts';
import { type DestinationParts, destinationOf } from './destination-of.ts';
import { SINK_KINDS, type SinkName } from './sink-kinds.ts';

const NAMES = ['remote-write', 'loki', 'otlp'] as const satisfies readonly SinkName[];

/** The destinations of the settings, ready to be sent to; to be asked for whenever something is sent, since secrets change. */
export type Receivers = () => Promise<Destination[]>;

/** Sinks are kept, with what they know of the far side, as long as the secrets that they were made with stay the same. */
export function createReceivers(delivery: DeliverySettings, parts: DestinationParts): Receivers {
  const kept = NAMES.flatMap((name) => {
    const receiver = receiverOf(delivery, name);
    return receiver ? [keptDestination(name, receiver, parts)] : [];
  });
  return () => Promise.all(kept.map((destination) => destination()));
}

/** Of the signals, those that any receiver of the settings takes. */
export function takenBy(delivery: DeliverySettings): ReadonlySet<keyof Signals> {
  return new Set(NAMES.filter((name) => receiverOf(delivery, name)).map((name) => SINK_KINDS[name].takes));
}

function receiverOf(delivery: DeliverySettings, name: SinkName): Receiver | undefined {
  if (delivery.mode !== 'direct') return undefined;
  return { 'remote-write': delivery.remoteWrite, loki: delivery.loki, otlp: delivery.otlp }[name];
}

function keptDestination(name: SinkName, receiver: Receiver, parts: DestinationParts): () => Promise<Destination> {
  let made: { readonly destination: Destination; readonly secrets: ReadonlyMap<string, string> } | undefined;
  return async () => {
    if (made && (await areStill(made.secrets, parts))) return made.destination;
    const secrets = new Map<string, string>();
    const noted = async (secret: string) => {
      const value = await parts.secrets(secret);
      secrets.set(secret, value);
      return value;
    };
    try {
      const destination = await destinationOf(name, receiver, { ...parts, secrets: noted });
      made = { destination, secrets };
      return destination;
    } catch (error) {
      return closed(name, receiver, error instanceof Error ? error.message : String(error));
    }
  };
}

/** What cannot be asked for now is taken to be what it was. */
async function areStill(known: ReadonlyMap<string, string>, { secrets }: DestinationParts): Promise<boolean> {
  for (const [name, value] of known) if ((await secrets(name).catch(() => value)) !== value) return false;
  return true;
}

/** One that cannot be sent to for a fault of ours: its results wait. */
function closed(name: SinkName, { url, windowMs }: Receiver, reason: string): Destination {
  const { takes } = SINK_KINDS[name];
  return {
    url,
    takes,
    windowMs,
    sink: { name, send: async () => ({ delivered: 0, rejected: [], retry: { reason } }) },
  };
}
