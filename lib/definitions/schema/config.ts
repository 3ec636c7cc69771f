import * as z from 'zod';
import { deliverySchema } from './delivery.ts';
import { boolean, duration, filled, labelValueSchema, positive, strict, text } from './leaves.ts';
import { defaultsSchema } from './probe.ts';

const matching = (form: RegExp, error: Parameters<typeof strict>[1]['error']) =>
  z.string({ error }).regex(form, { error });
const accountId = matching(/^\d{12}$/, 'accountId');
const ids = (prefix: string, error: 'subnets' | 'securityGroups' | 'routeTables') =>
  z.array(matching(new RegExp(`^${prefix}-[0-9a-f]+$`), error), { error }).min(1, { error });

const location = z.union(
  [
    filled,
    strict(
      {
        name: matching(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'locationName'),
        region: filled.optional(),
        vpc: matching(/^vpc-[0-9a-f]+$/, 'vpc').optional(),
        subnets: ids('subnet', 'subnets').optional(),
        securityGroups: ids('sg', 'securityGroups').optional(),
        routeTables: ids('rtb', 'routeTables').optional(),
        egress: z.literal('static', { error: 'egress' }).optional(),
        account: accountId.optional(),
        control: filled.optional(),
        memory: z.int({ error: 'memory' }).min(128, { error: 'memory' }).max(10_240, { error: 'memory' }).optional(),
        reservedConcurrency: positive.optional(),
      },
      { error: 'location' },
    ),
  ],
  { error: 'location' },
);

const installationShape = {
  locations: z.array(location, { error: 'list' }).optional(),
  hub: strict({ region: filled.optional(), account: accountId.optional() }, { error: 'map' }).optional(),
  account: accountId.optional(),
  delivery: deliverySchema.optional(),
  budget: z.number({ error: 'dollars' }).min(0, { error: 'dollars' }).optional(),
  journalRetention: duration.optional(),
  replayHorizon: duration.optional(),
  logRetention: duration.optional(),
  tags: z
    .record(matching(/^(?!aws:).{1,128}$/, 'tagName'), text.max(256, { error: 'tagValue' }), { error: 'map' })
    .optional(),
  roles: strict(
    {
      permissionsBoundary: filled.optional(),
      path: matching(/^\/(?:[!-~]{1,510}\/)?$/, 'rolePath').optional(),
      prefix: matching(/^[\w+=,.@-]{1,20}$/, 'rolePrefix').optional(),
    },
    { error: 'map' },
  ).optional(),
  bootstrapQualifier: matching(/^[a-z0-9]{1,10}$/, 'qualifier').optional(),
  alarms: strict(
    {
      topics: z
        .array(matching(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'topics'), { error: 'topics' })
        .optional(),
      emails: z.array(matching(/^[^\s@]+@[^\s@]+$/, 'emails'), { error: 'emails' }).optional(),
    },
    { error: 'map' },
  ).optional(),
  key: matching(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'kmsKey').optional(),
  removable: boolean.optional(),
};

/** `probewright.config.ts` */
export const configSchema = strict(
  {
    id: matching(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, 'configId').optional(),
    defaults: defaultsSchema.optional(),
    variables: z.record(z.string(), labelValueSchema, { error: 'map' }).optional(),
    ...installationShape,
    environments: z
      .record(matching(/^[a-z0-9][a-z0-9-]{0,15}$/, 'environmentName'), strict(installationShape, { error: 'map' }), {
        error: 'map',
      })
      .optional(),
  },
  { error: 'map' },
);
