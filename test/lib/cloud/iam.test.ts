import { beforeAll, describe, expect, test } from 'vitest';
import { simulate } from '../../support/simulate.ts';
import { deploymentsOf, type Synthesised, synthesise } from '../../support/synthesised.ts';

const HUB = '111122223333';
const GUEST = '444455556666';
const pseudo = (region: string, account = HUB) => ({ partition: 'aws', region, account });

let organisation: Synthesised;
let checkout: Synthesised;
beforeAll(async () => {
  const [one] = await deploymentsOf('organisation');
  const prod = (await deploymentsOf('two-environments')).find(
    ({ installation }) => installation.environment === 'prod',
  );
  if (!one || !prod) throw new Error('an example is missing');
  organisation = synthesise(one);
  checkout = synthesise(prod);
});

const ONCE = { 's3:if-none-match': '*' };
const PLAIN = { 'aws:SecureTransport': 'false', ...ONCE };

type Row = readonly [action: string, resource: string, answer: string, context?: Readonly<Record<string, string>>];
const [YES, NO, NEVER] = ['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied'];

/** Every role of the installation: what it does, and next to it what it must not. */
const HUB_BUCKET = 'arn:aws:s3:::checkout-prod-111122223333-eu-west-1';
const SPILL = 'arn:aws:s3:::checkout-prod-spill-111122223333-us-east-1';
const TABLE: Readonly<Record<string, { readonly region: string; readonly rows: readonly Row[] }>> = {
  'checkout-prod-us-east-1-probes': {
    region: 'us-east-1',
    rows: [
      ['s3:PutObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, YES, ONCE],
      ['s3:PutObject', `${SPILL}/claims/us-east-1/2026/x`, YES, ONCE],
      ['s3:PutObject', `${SPILL}/claims/us-east-1/2026/x`, NEVER],
      ['s3:PutObject', `${SPILL}/claims/eu-west-1/2026/x`, NEVER, ONCE],
      ['s3:PutObject', `${HUB_BUCKET}/claims/us-east-1/2026/x`, NO, ONCE],
      ['s3:PutObject', `${HUB_BUCKET}/plans/abc.json`, YES, ONCE],
      ['s3:PutObject', `${HUB_BUCKET}/plans/abc.json`, YES],
      ['s3:PutObject', `${SPILL}/journal/us-east-1/2026/x`, YES, ONCE],
      ['s3:GetObject', `${SPILL}/claims/us-east-1/2026/x`, YES],
      ['s3:PutObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NEVER],
      ['s3:PutObject', `${HUB_BUCKET}/claims/us-east-1/2026/x`, NEVER],
      ['s3:PutObject', `${SPILL}/journal/us-east-1/2026/x`, NEVER],
      ['s3:PutObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NEVER, PLAIN],
      ['s3:PutObject', `${HUB_BUCKET}/journal/eu-west-1/2026/x`, NEVER, ONCE],
      ['s3:PutObject', `${HUB_BUCKET}/elsewhere`, NEVER, ONCE],
      ['s3:GetObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NO],
      ['s3:GetObject', `${SPILL}/claims/eu-west-1/2026/x`, NO],
      ['s3:DeleteObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NO],
      ['s3:ListBucket', HUB_BUCKET, NO],
      ['ssm:GetParameters', 'arn:aws:ssm:us-east-1:111122223333:parameter/checkout-prod/checkout/password', YES],
      ['ssm:GetParameters', 'arn:aws:ssm:us-east-1:111122223333:parameter/checkout-prod/grafana/token', YES],
      ['ssm:GetParameters', 'arn:aws:ssm:us-east-1:111122223333:parameter/checkout-prod/other', NO],
      ['ssm:GetParameters', 'arn:aws:ssm:eu-west-1:111122223333:parameter/checkout-prod/checkout/password', NO],
      ['ssm:PutParameter', 'arn:aws:ssm:us-east-1:111122223333:parameter/checkout-prod/checkout/password', NO],
      ['aps:RemoteWrite', 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0123abcd-4567', YES],
      ['aps:RemoteWrite', 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-other', NO],
      ['aps:QueryMetrics', 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0123abcd-4567', NO],
      ['sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:checkout-prod-us-east-1-probes-ticks', YES],
      ['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:checkout-prod-shipper', NO],
      [
        'logs:PutLogEvents',
        'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/checkout-prod-us-east-1-probes:log-stream:a',
        YES,
      ],
      ['logs:PutLogEvents', 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/other:log-stream:a', NO],
      [
        'logs:CreateLogGroup',
        'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/checkout-prod-us-east-1-probes',
        NO,
      ],
      ['lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:111122223333:function:checkout-prod-us-east-1-probes', NO],
      ['iam:PassRole', 'arn:aws:iam::111122223333:role/checkout-prod-shipper', NO],
      ['kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef', NO],
    ],
  },
  'checkout-prod-us-east-1-sweeper': {
    region: 'us-east-1',
    rows: [
      ['s3:ListBucket', SPILL, YES],
      ['s3:GetObject', `${SPILL}/journal/us-east-1/2026/x`, YES],
      ['s3:DeleteObject', `${SPILL}/journal/us-east-1/2026/x`, YES],
      ['s3:PutObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, YES, ONCE],
      ['s3:PutObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NEVER],
      ['s3:PutObject', `${HUB_BUCKET}/journal/eu-west-1/2026/x`, NEVER, ONCE],
      ['s3:DeleteObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NO],
      ['s3:GetObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NO],
      ['ssm:GetParameters', 'arn:aws:ssm:us-east-1:111122223333:parameter/checkout-prod/grafana/token', NO],
      ['aps:RemoteWrite', 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0123abcd-4567', NO],
    ],
  },
  'checkout-prod-shipper': {
    region: 'eu-west-1',
    rows: [
      ['sqs:ReceiveMessage', 'arn:aws:sqs:eu-west-1:111122223333:checkout-prod-shipper', YES],
      ['sqs:DeleteMessage', 'arn:aws:sqs:eu-west-1:111122223333:checkout-prod-shipper', YES],
      ['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:checkout-prod-shipper', NO],
      ['s3:GetObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, YES],
      ['s3:GetObject', `${HUB_BUCKET}/plans/abc.json`, YES],
      ['s3:PutObject', `${HUB_BUCKET}/deliveries/loki/x`, YES],
      ['s3:PutObject', `${HUB_BUCKET}/rejected/loki/x`, YES],
      ['s3:ListBucket', HUB_BUCKET, YES, { 's3:prefix': 'journal/us-east-1/2026/' }],
      ['s3:ListBucket', SPILL, NO],
      ['s3:GetObject', `${HUB_BUCKET}/elsewhere`, NO],
      ['s3:PutObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NO, ONCE],
      ['s3:PutObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NEVER],
      ['s3:DeleteObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NO],
      ['ssm:GetParameters', 'arn:aws:ssm:eu-west-1:111122223333:parameter/checkout-prod/grafana/token', YES],
      ['ssm:GetParameters', 'arn:aws:ssm:eu-west-1:111122223333:parameter/checkout-prod/checkout/password', NO],
      ['aps:RemoteWrite', 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0123abcd-4567', YES],
    ],
  },
  'checkout-prod-us-east-1-scheduler': {
    region: 'us-east-1',
    rows: [
      ['lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:111122223333:function:checkout-prod-us-east-1-probes', YES],
      ['lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:111122223333:function:checkout-prod-us-east-1-sweeper', YES],
      ['lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:111122223333:function:another', NO],
      ['sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:checkout-prod-us-east-1-undelivered', YES],
      ['sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:checkout-prod-us-east-1-probes-ticks', NO],
      ['s3:PutObject', `${HUB_BUCKET}/journal/us-east-1/2026/x`, NO, ONCE],
    ],
  },
  'checkout-prod-hub-scheduler': {
    region: 'eu-west-1',
    rows: [
      ['lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:111122223333:function:checkout-prod-shipper', YES],
      ['lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:111122223333:function:checkout-prod-eu-west-1-probes', NO],
    ],
  },
};

describe.each(Object.entries(TABLE))('%s', (role, { region, rows }) => {
  for (const [action, resource, answer, context = {}] of rows) {
    test(`${action} on ${resource} with ${JSON.stringify(context)}: ${answer}`, async () => {
      const owner = resource.includes('spill') ? 'us-east-1' : 'eu-west-1';
      const place = { role: pseudo(region), bucket: pseudo(owner) };
      expect(await simulate(checkout, place, { role, action, resource, context })).toBe(answer);
    });
  }
});

describe('a location in another account', () => {
  const bucket = 'arn:aws:s3:::monitoring-111122223333-eu-central-1';
  const place = { role: pseudo('us-east-1', GUEST), bucket: pseudo('eu-central-1') };
  const ask = (action: string, resource: string, context: Readonly<Record<string, string>> = ONCE) =>
    simulate(organisation, place, { role: 'wl-monitoring-customers-probes', action, resource, owner: HUB, context });

  test('writes to its own part of the journal, once', async () => {
    expect(await ask('s3:PutObject', `${bucket}/journal/customers/2026/x`)).toBe(YES);
    expect(await ask('s3:PutObject', `${bucket}/journal/customers/2026/x`, {})).toBe(NEVER);
  });

  test('cannot touch what is of others', async () => {
    expect(await ask('s3:PutObject', `${bucket}/journal/office/2026/x`)).toBe(NEVER);
    expect(await ask('s3:GetObject', `${bucket}/journal/customers/2026/x`)).toBe(NO);
    expect(await ask('s3:DeleteObject', `${bucket}/journal/customers/2026/x`)).toBe(NO);
  });

  test('is the only one there that may', async () => {
    const stranger = { role: 'wl-monitoring-customers-scheduler', owner: HUB, context: ONCE };
    const resource = `${bucket}/journal/customers/2026/x`;
    expect(await simulate(organisation, place, { ...stranger, action: 's3:PutObject', resource })).toBe(NO);
  });
});

describe('a location in a VPC', () => {
  const role = 'wl-monitoring-office-probes';
  const place = { role: pseudo('eu-central-1'), bucket: pseudo('eu-central-1') };
  const resource = 'arn:aws:ec2:eu-central-1:111122223333:network-interface/*';

  test('has network interfaces made by Lambda, but its own code may not make any', async () => {
    const ask = (context: Readonly<Record<string, string>>) =>
      simulate(organisation, place, { role, action: 'ec2:DeleteNetworkInterface', resource, context });
    expect(await ask({})).toBe(YES);
    const itself = 'arn:aws:lambda:eu-central-1:111122223333:function:monitoring-office-probes';
    expect(await ask({ 'lambda:SourceFunctionArn': itself })).toBe(NEVER);
  });

  test('uses the key of the journal, and no other', async () => {
    const key = (id: string) => `arn:aws:kms:eu-central-1:111122223333:key/${id}`;
    const ask = (action: string, id: string) => simulate(organisation, place, { role, action, resource: key(id) });
    expect(await ask('kms:GenerateDataKey', '01234567-89ab-cdef-0123-456789abcdef')).toBe(YES);
    expect(await ask('kms:GenerateDataKey', 'ffffffff-89ab-cdef-0123-456789abcdef')).toBe(NO);
    expect(await ask('kms:CreateGrant', '01234567-89ab-cdef-0123-456789abcdef')).toBe(NO);
  });
});
