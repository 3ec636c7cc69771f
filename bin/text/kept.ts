import type { Installation } from '../../lib/model/installation.ts';
import type { BucketContent, Kept } from '../doctor/kept.ts';
import { dollars, bytes as inBytes } from './amounts.ts';
import { plural } from './findings.ts';

/** What a destroy keeps, what that costs from then on, and how to remove it, too. */
export function formatKept(installation: Installation, kept: readonly Kept[]): string {
  const { id, journalRetentionDays, removable } = installation;
  const rows = kept.map(({ bucket, stack, region, holds }) => `  ${bucket} (${stack}, ${region}): ${contentOf(holds)}`);
  const protection = removable
    ? []
    : kept.map(
        ({ stack, region }) =>
          `  aws cloudformation update-termination-protection --no-enable-termination-protection --region ${region} --stack-name ${stack}`,
      );
  const stage = installation.environment === undefined ? '' : `${installation.environment}/`;
  return `${[
    `${id}: functions, schedules and alarms go. Kept, so that no result is lost by mistake:`,
    ...rows,
    `Nothing is written to them any more, and their results expire within ${journalRetentionDays} days; queues and topics that nobody uses cost nothing.`,
    'The CDK’s own bootstrap, and the SSM parameters with secrets, stay as well.',
    '',
    'To remove what is kept, with every result in it:',
    ...protection,
    ...kept.map(({ bucket }) => `  aws s3 rm --recursive s3://${bucket}`),
    `  npx cdk destroy '${stage}HubState' '${stage}State-*'`,
    ...(removable ? [] : kept.map(({ bucket }) => `  aws s3 rb s3://${bucket}`)),
  ].join('\n')}\n`;
}

function contentOf(holds: BucketContent | 'unknown' | undefined): string {
  if (holds === undefined) return 'not there';
  if (holds === 'unknown') return 'could not be looked into';
  const { objects, bytes, isCut, usdAMonth } = holds;
  const least = isCut ? 'at least ' : '';
  return `${least}${plural(objects, 'object')}, ${inBytes(bytes)}, ${least}${dollars(usdAMonth)} a month`;
}
