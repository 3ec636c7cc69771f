import { VARIABLES } from '../../lib/model/deployment.ts';
import { neededVariable } from '../../lib/model/handler-faults.ts';
import { type Swept, sweep } from '../journal/sweep.ts';
import { createS3Objects } from '../objects/s3-objects.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Of the time that is left, what is kept for ending what was begun. */
const CLOSING_MS = 10_000;

/** Moves what a location spilled into the journal. Throws, so that an alarm tells, when something could not be moved. */
export function createHandler(env: Env) {
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined;
  const at = (bucket: string, region: string) => createS3Objects({ bucket, region, ...(endpoint && { endpoint }) });
  const spill = at(neededVariable(env, VARIABLES.spillBucket), neededVariable(env, 'AWS_REGION'));
  const hub = at(neededVariable(env, VARIABLES.journalBucket), neededVariable(env, VARIABLES.journalRegion));
  return async (_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<Swept> => {
    const leftMs = Math.max(1, Math.floor(context.getRemainingTimeInMillis() - CLOSING_MS));
    const swept = await sweep({ spill, hub, signal: AbortSignal.timeout(leftMs) });
    const [first] = swept.failed;
    if (first === undefined) return swept;
    throw new Error(
      `${swept.failed.length} objects of ${env[VARIABLES.spillBucket]} could not be moved to ${env[VARIABLES.journalBucket]}, and stay until the next sweep. The first, ${first.key}: ${first.why}`,
    );
  };
}
