import { journalBucket, spillBucket } from '../../lib/cloud/names.ts';
import type { Deployment, LocationDeployment } from '../../lib/model/deployment.ts';
import { LAYOUT } from '../../lib/model/layout.ts';
import { plural } from '../text/findings.ts';
import { unknown } from './aws.ts';
import type { Check } from './check.ts';
import { type Listing, listObjects } from './list-keys.ts';

const HOUR_MS = 3_600_000;
/** The sweeper comes every quarter of an hour. */
const SWEPT_MS = 1_800_000;

/** Whether receivers take what is sent to them: what they refused for good, and what had to wait. */
export async function checkArrival(
  { installation, locations }: Deployment,
  account: string,
  nowMs: number,
): Promise<readonly Check[]> {
  const { region } = installation.hub;
  const bucket = journalBucket(installation, account, region);
  try {
    const rejected = recent(await listObjects(region, bucket, LAYOUT.rejected), nowMs);
    const late = installation.delivery.mode === 'direct' ? await waiting(region, bucket, locations, nowMs) : 0;
    return [
      ...(rejected.length > 0
        ? [
            {
              region,
              status: 'blocks',
              words: `Receivers refused what is in ${plural(rejected.length, 'object')} of the last hour for good.`,
              remedy: `Their words: aws s3 cp s3://${bucket}/${rejected[0]} -`,
            } as const,
          ]
        : []),
      ...(late > 0
        ? [
            {
              region,
              status: 'warning',
              words: `${plural(late, 'tick')} of the last hour could not be delivered at once and went to the journal; the shipper sends them.`,
              remedy: 'Is the receiver reachable from the regions, and does it take the credentials?',
            } as const,
          ]
        : []),
      ...(rejected.length + late === 0
        ? [
            {
              region,
              status: 'fine',
              words: 'Nothing was refused, and nothing had to wait, within the last hour',
            } as const,
          ]
        : []),
    ];
  } catch (error) {
    return [unknown(region, `The bucket ${bucket}`, 's3:ListBucket', error)];
  }
}

/** Whether what a location could not write to the journal's bucket has been swept into it. */
export async function checkSpill(
  { location }: LocationDeployment,
  { installation }: Deployment,
  account: string,
  nowMs: number,
): Promise<Check> {
  const { region, name } = location;
  const bucket = spillBucket(installation, account, name);
  try {
    const { objects } = await listObjects(region, bucket, LAYOUT.journal, 1_000);
    const old = objects.filter(({ modifiedMs }) => modifiedMs < nowMs - SWEPT_MS);
    if (old.length === 0) return { region, status: 'fine', words: `${name}: nothing waits in the spill bucket` };
    const words = `${name}: ${plural(old.length, 'object')} in ${bucket} for more than half an hour: the sweeper does not get through.`;
    return {
      region,
      status: 'blocks',
      words,
      remedy: `aws logs tail --region ${region} --since 1h /aws/lambda/${installation.id}-${name}-sweeper`,
    };
  } catch (error) {
    return unknown(region, `The bucket ${bucket}`, 's3:ListBucket', error);
  }
}

function recent({ objects }: Listing, nowMs: number): readonly string[] {
  return objects.filter(({ modifiedMs }) => modifiedMs >= nowMs - HOUR_MS).map(({ key }) => key);
}

/** In `direct`, only what could not be delivered is journalled. */
async function waiting(
  region: string,
  bucket: string,
  locations: readonly LocationDeployment[],
  nowMs: number,
): Promise<number> {
  const hours = [nowMs, nowMs - HOUR_MS].map((ms) => new Date(ms).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/'));
  const prefixes = locations.flatMap(({ location }) =>
    hours.map((hour) => `${LAYOUT.journal}${location.name}/${hour}/`),
  );
  const listings = await Promise.all(prefixes.map((prefix) => listObjects(region, bucket, prefix)));
  return listings.reduce((sum, listing) => sum + recent(listing, nowMs).length, 0);
}
