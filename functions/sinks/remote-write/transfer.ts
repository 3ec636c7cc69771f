import type { Delivery } from '../../../lib/model/delivery.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import type { Outgoing } from '../../net/outgoing.ts';
import { type Answered, type PushSettings, push, refusalReason, retryOf } from '../push.ts';
import { delivered, NOTHING_SENT, plus, rejected } from '../tally.ts';
import { samplesWritten, type Version, verdictOn } from './answers.ts';
import { toRequest } from './request.ts';

export interface TransferLimits {
  /** Samples of one request. */
  readonly maxSamples: number;
  /** Bytes of one request's body, compressed. */
  readonly maxBytes: number;
}

/** Of each request so many smaller ones are made at most, to find what the receiver does not take. */
const MOST_DIVISIONS = 64;

/** Takes samples to one receiver, one request after the other, and remembers which version of the protocol it speaks. */
export class Transfer {
  readonly #settings: PushSettings;
  readonly #limits: TransferLimits;
  readonly #outgoing: Outgoing;
  #version: Version = 2;
  #proven = false;

  constructor(settings: PushSettings, limits: TransferLimits, outgoing: Outgoing) {
    this.#settings = settings;
    this.#limits = limits;
    this.#outgoing = outgoing;
  }

  /** @param samples in the order of time; after the first request that must be sent again, the rest is not tried */
  async deliver(samples: readonly Sample[], signal: AbortSignal): Promise<Delivery> {
    const { maxSamples } = this.#limits;
    let sum = NOTHING_SENT;
    for (let from = 0; from < samples.length && !sum.retry; from += maxSamples) {
      const part = samples.slice(from, from + maxSamples);
      sum = plus(sum, await this.#request(part, signal, { left: MOST_DIVISIONS }));
    }
    return sum;
  }

  async #request(samples: readonly Sample[], signal: AbortSignal, divisions: Divisions): Promise<Delivery> {
    const first = this.#version;
    const asked = { version: first, proven: this.#proven };
    const answered = await this.#send(samples, first, signal);
    if (!('answer' in answered)) return answered.retry ?? this.#tooLarge(samples, signal, divisions);
    if (verdictOn(answered.answer, asked) !== 'other-version') {
      return this.#settle(samples, answered, asked.version, signal, divisions);
    }
    const version: Version = first === 2 ? 1 : 2;
    // A 400 may also speak of the samples: only that they are taken in 1.0, or that 1.0 is unknown, tells.
    const unclear = answered.answer.status === 400 || answered.answer.status === 409;
    if (!unclear) this.#remember(version, false);
    const again = await this.#send(samples, version, signal);
    if (!('answer' in again)) return again.retry ?? this.#tooLarge(samples, signal, divisions);
    if (unclear && again.answer.status === 415) {
      this.#remember(first, true);
      return this.#settle(samples, answered, first, signal, divisions);
    }
    return this.#settle(samples, again, version, signal, divisions);
  }

  /** What became of a request to which there is no other version any more. */
  async #settle(
    samples: readonly Sample[],
    { answer, words }: Answered,
    version: Version,
    signal: AbortSignal,
    divisions: Divisions,
  ): Promise<Delivery> {
    const refused = (count: number) => rejected(refusalReason(answer.status), count, `${answer.status}: ${words}`);
    switch (verdictOn(answer, { version, proven: true })) {
      case 'delivered':
        this.#remember(version, false);
        return delivered(samples.length);
      case 'counted': {
        this.#remember(version, true);
        const written = Math.min(samplesWritten(answer) ?? 0, samples.length);
        return plus(delivered(written), refused(samples.length - written));
      }
      case 'retry':
        return retryOf(answer, words);
      case 'divide':
        return this.#divide(samples, signal, divisions, refused);
      case 'refused':
      case 'other-version':
        return refused(samples.length);
    }
  }

  /** An undefined retry means that nothing was sent: the body is larger than a request may be. */
  async #send(samples: readonly Sample[], version: Version, signal: AbortSignal) {
    const request = toRequest(samples, version);
    if (request.body.length > this.#limits.maxBytes) return { retry: undefined };
    return push(this.#settings, request, this.#outgoing, signal);
  }

  #tooLarge(samples: readonly Sample[], signal: AbortSignal, divisions: Divisions): Promise<Delivery> {
    const words = `Not sent: larger than ${this.#limits.maxBytes} bytes by itself.`;
    // It cost no request.
    divisions.left += 1;
    return this.#divide(samples, signal, divisions, (count) => rejected('too-large', count, words));
  }

  async #divide(
    samples: readonly Sample[],
    signal: AbortSignal,
    divisions: Divisions,
    refused: (count: number) => Delivery,
  ): Promise<Delivery> {
    if (samples.length === 1 || divisions.left <= 0) return refused(samples.length);
    divisions.left -= 1;
    const middle = samples.length >> 1;
    const older = await this.#request(samples.slice(0, middle), signal, divisions);
    if (older.retry) return older;
    return plus(older, await this.#request(samples.slice(middle), signal, divisions));
  }

  #remember(version: Version, proven: boolean): void {
    this.#version = version;
    this.#proven = proven;
  }
}

/** How often may still be divided. */
interface Divisions {
  left: number;
}
