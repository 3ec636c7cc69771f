import type { Delivery, Sink } from '../../../lib/model/delivery.ts';
import type { Outgoing } from '../../net/outgoing.ts';
import type { PushSettings } from '../push.ts';
import { plus } from '../tally.ts';
import { refuseReserved } from './request.ts';
import { screen } from './screen.ts';
import { Transfer, type TransferLimits } from './transfer.ts';

export interface RemoteWriteSettings extends PushSettings {
  /** The whole address, such as `https://prometheus.example.com/api/v1/write`. */
  readonly url: string;
  /**
   * How old a sample this receiver takes, in milliseconds: of Prometheus its `out_of_order_time_window`. What is older is
   * rejected as `too-old` and not sent.
   * @default 24 h, the default replay horizon
   */
  readonly windowMs?: number;
  /** @default 2,000 samples and 1 MB of compressed body a request, which is below the limits of all known receivers */
  readonly limits?: TransferLimits;
}

const DAY_MS = 24 * 3_600_000;
const LIMITS: TransferLimits = { maxSamples: 2_000, maxBytes: 1_000_000 };

/**
 * Takes samples to a receiver of Prometheus remote write: 2.0, and 1.0 where it knows no more. There is one request at a
 * time, so that never two are in flight for one series; use one sink a receiver. Sending again changes nothing: an equal
 * sample at an equal time is the same sample.
 *
 * @throws Error when the credentials bring a header that is the protocol's own
 */
export function createRemoteWriteSink(settings: RemoteWriteSettings, outgoing: Outgoing): Sink {
  const { windowMs = DAY_MS, limits = LIMITS, credentials } = settings;
  refuseReserved(credentials?.headers);
  const transfer = new Transfer(settings, limits, outgoing);
  let last: Promise<unknown> = Promise.resolve();
  return {
    name: 'remote-write',
    send({ samples }, signal) {
      const turn = last.then(async (): Promise<Delivery> => {
        const { fit, refused } = screen(samples, Date.now() - windowMs);
        return plus(refused, await transfer.deliver(fit, signal));
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
