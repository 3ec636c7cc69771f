import { randomBytes } from 'node:crypto';
import { FaultError } from '../../lib/model/failure.ts';
import type { Clock } from '../../lib/model/prober.ts';
import type { AttemptSignal } from './attempt-signal.ts';
import type { LookUp } from './expand.ts';
import { messageOf } from './faults.ts';
import { untilAbort } from './grace.ts';
import type { Redactor } from './redactor.ts';

export interface LookupParts {
  readonly secrets: (name: string) => Promise<string>;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  /** Reading a secret is our time and not the target's: it does not count, but may take no longer than this itself. */
  readonly time: Pick<AttemptSignal, 'pause'>;
  readonly secretMs: number;
  readonly clock: Clock;
}

/** The values that one attempt's templates may name. */
export interface Lookups {
  readonly lookUp: LookUp;
  readonly secret: (name: string) => Promise<string>;
  readonly captures: Map<string, string>;
}

/** `timestamp` (unix seconds) and `random` (16 hex digits) are the same throughout an attempt, so that steps can refer to each other. */
export function createLookups({ secrets, redactor, signal, time, secretMs, clock }: LookupParts): Lookups {
  const captures = new Map<string, string>();
  const timestamp = String(Math.floor(clock.now() / 1000));
  let random: string | undefined;

  async function secret(name: string): Promise<string> {
    try {
      const value = await time.pause(untilAbort(within(secrets(name), secretMs), signal));
      await redactor.add(value);
      return value;
    } catch (thrown) {
      if (thrown instanceof FaultError) throw thrown;
      throw new FaultError('PW5005', `The secret «${name}» could not be read: ${messageOf(thrown)}`, { cause: thrown });
    }
  }

  async function lookUp(name: string): Promise<string> {
    if (name === 'timestamp') return timestamp;
    if (name === 'random') {
      random ??= randomBytes(8).toString('hex');
      return random;
    }
    if (name.startsWith('secret:')) return secret(name.slice('secret:'.length));
    const value = captures.get(name);
    if (value !== undefined) return value;
    throw new FaultError(
      'PW5008',
      `Nothing is known under the name «\${${name}}»: no step before this one captures it.`,
    );
  }
  return { lookUp, secret, captures };
}

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
