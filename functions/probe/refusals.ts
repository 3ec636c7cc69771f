import { HandlerError } from '../../lib/model/handler-faults.ts';
import { SHARD_VERSION } from '../../lib/model/shard.ts';

/** Loaded when something is wrong: most functions never say any of this. */

export function invalidEvent(given: unknown): HandlerError {
  return new HandlerError(
    'PW6002',
    `A probe function takes {"shard","plan","tick"} of a schedule, or one message of its queue with that as its body; it was given ${JSON.stringify(given)?.slice(0, 500)}.`,
  );
}

export function unusableShard(error: unknown): HandlerError {
  const why = error instanceof Error ? error.message : String(error);
  return new HandlerError('PW6001', `${why} Function and schedules are of different deploys: deploy again.`, {
    cause: error,
  });
}

export function otherVersion(path: string, version: unknown): Error {
  return new Error(`${path} is a shard of version ${version}; this program knows version ${SHARD_VERSION}.`);
}
