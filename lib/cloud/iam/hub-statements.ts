import { LAYOUT } from '../../model/layout.ts';
import type { Places } from '../places.ts';
import { secretsOfDelivery } from '../secret-names.ts';
import { arn, s3Arn } from './arns.ts';
import { readSecrets, useKey, writeToWorkspaces } from './grants.ts';
import { allow, type Statement } from './statement.ts';

type HubPlaces = Pick<Places, 'installation' | 'journal' | 'hubAccount'>;

/** What the shipper may do: read the journal, keep records of what became of it, deliver. */
export function shipperStatements(
  { installation, journal, hubAccount }: HubPlaces,
  queue: string,
): readonly Statement[] {
  const { delivery, key } = installation;
  const at = (...prefixes: readonly string[]) => prefixes.map((prefix) => s3Arn(journal.bucket, `${prefix}*`));
  return [
    allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      [arn('sqs', queue)],
    ),
    // The whole bucket: without it S3 answers 403 for an object that is gone, and nobody could tell it from one that is forbidden.
    allow(['s3:ListBucket'], [s3Arn(journal.bucket)]),
    allow(['s3:GetObject'], at(LAYOUT.journal, LAYOUT.plans, LAYOUT.deliveries)),
    allow(['s3:PutObject'], at(LAYOUT.deliveries, LAYOUT.rejected)),
    ...useKey(key, ['kms:Decrypt', 'kms:GenerateDataKey']),
    ...readSecrets(installation, secretsOfDelivery(delivery)),
    ...writeToWorkspaces(delivery, hubAccount),
  ];
}

/** What a location's sweeper may do: move what stands in the spill bucket into the journal. */
export function sweeperStatements(
  { installation, journal, spill }: Pick<Places, 'installation' | 'journal' | 'spill'>,
  location: string,
): readonly Statement[] {
  const { delivery, key } = installation;
  const moved = [`${LAYOUT.journal}${location}/*`, `${LAYOUT.plans}*`];
  const records = delivery.mode === 'direct' ? [`${LAYOUT.deliveries}*`, `${LAYOUT.rejected}*`] : [];
  const keys = [...moved, ...records];
  return [
    allow(['s3:ListBucket'], [s3Arn(spill.bucket)]),
    allow(
      ['s3:GetObject', 's3:DeleteObject'],
      keys.map((one) => s3Arn(spill.bucket, one)),
    ),
    allow(
      ['s3:PutObject'],
      keys.map((one) => s3Arn(journal.bucket, one)),
    ),
    ...useKey(key, ['kms:GenerateDataKey']),
  ];
}
