import * as z from 'zod';
import { REASONS } from '../../model/failure.ts';
import { DURATION, RANGE, SIZE } from '../units.ts';

/** What is allowed for each sort of single value, in words; a schema's message is the name of its entry. */
export const LEAVES = {
  duration: 'a number and a unit: 800ms, 30s, 1m, 2h, 14d, 4w',
  size: 'a number and a unit: 500B, 64KiB, 1MiB, 500kB, 2MB',
  text: 'text',
  filled: 'text that is not empty',
  number: 'a number',
  count: 'a whole number from 0',
  positive: 'a whole number from 1',
  boolean: 'true or false',
  scalar: 'text, a number, true, false or null',
  range: 'a number, a range such as 200-299, or a list of them',
  percent: 'a number above 0 and below 100, such as 99.9',
  redirects: 'a whole number from 0 to 30, or false for none',
  timeOfDay: "a time of the day, from '00:00' to '24:00'",
  days: 'a day (mon tue wed thu fri sat sun), a span such as mon-fri, or a list of them',
  activeHours: "{ days: mon-fri, from: '08:00', to: '18:00', timezone: Europe/Berlin }, or a list of such",
  traceHosts: "true for the target's own host, or a list of hosts such as [shop.example, '*.shop.example']",
  attempts: 'a whole number from 1 to 10',
  ticks: 'a number of ticks: 2 ticks, or 2',
  jsonPath: 'a JSON path that begins with $, such as $.items[0].id',
  labelValue: 'text, a number, true or false',
  map: 'a map of keys and values',
  list: 'a list',
  pattern: "a regular expression in RE2's language, as text, or { pattern, flags }",
  flags: 'any of the flags i, m and s',
  pem: 'PEM text, or { file: path }',
  body: 'text, or { file: path }',
  headerValue: 'text, or a list of texts where the header stands several times',
  tls: 'true, false, or a map of TLS settings',
  auth: '{ basic: { username, password } } or { bearer: token }',
  move: '{ send }, { expect }, { expectBytes } or { startTls: true }',
  capture: 'a JSON path, or { json }, { header, matches } or { body }, each with an optional secret: true',
  expectation: 'a map such as { status: 200 } or { body: { matches: … } }, or the word inherit',
  comparison: 'a value, a list of values, or a map of comparators such as { contains: … }',
  comparators: 'a map of comparators',
  fields: 'a map of fields',
  targets: 'a list of targets, or { file: path }',
  target: 'text, or { target, labels }',
  alert: 'none, page, ticket, or { policy, after, locations, remindEvery, dependsOn }',
  objective: 'a percentage such as 99.9, or { percent, window, good, locations }',
  retry: 'a number of attempts, or { attempts, after, reasons }',
  names: 'a name, or a list of names',
  axisValue: 'a value, or a map of fields with an optional set',
  axisFields: 'a map of fields with an optional set, or nothing',
  axisValues: 'a list of values, or a map of names, each with its fields',
  location: 'an AWS region, or { name, region, vpc, subnets, control … }',
  locationName: 'a-z, 0-9 and -, at most 40 characters, beginning and ending with a letter or digit',
  vpc: 'the id of a VPC, such as vpc-0123456789abcdef0',
  subnets: 'ids of subnets, such as [subnet-0123456789abcdef0]',
  securityGroups: 'ids of security groups, such as [sg-0123456789abcdef0]',
  routeTables: 'ids of route tables, such as [rtb-0123456789abcdef0]',
  egress: "'static', for addresses that never change, or nothing",
  memory: 'MB, a whole number from 128 to 10240',
  accountId: "the twelve digits of an AWS account, as text: '123456789012'",
  delivery: "{ mode: 'direct', remoteWrite, loki, otlp }, or { mode: 'journal' }",
  receiver: '{ url, auth, headers, window, ca, clientCertificate }',
  receiverAuth: "{ sigv4: {} }, { basic: { username, password: '${secret:NAME}' } } or { bearer: '${secret:NAME}' }",
  tagName: 'the name of a tag: 1 to 128 characters, not beginning with aws:',
  tagValue: 'the value of a tag: at most 256 characters',
  rolePath: 'a path that begins and ends with /, such as /monitoring/',
  rolePrefix: 'at most 20 letters, digits and +=,.@_-',
  qualifier: 'a-z and 0-9, at most 10 characters',
  topics: 'ARNs of SNS topics, such as [arn:aws:sns:eu-west-1:123456789012:alarms]',
  emails: 'e-mail addresses',
  kmsKey: 'the ARN of a KMS key, such as arn:aws:kms:eu-west-1:123456789012:key/…',
  environmentName: 'a-z, 0-9 and -, at most 16 characters',
  configId: 'a-z, 0-9 and -, at most 32 characters, beginning and ending with a letter or digit',
  dollars: 'dollars a month, a number from 0',
  recordType: 'a record type in capitals: A, AAAA, MX, TXT, HTTPS, TYPE65 …',
} as const;
export type LeafName = keyof typeof LEAVES;

/** Zod takes a schema's error as its message; ours is the name of the entry above, which the findings look up. */
const says = (leaf: LeafName) => ({ error: leaf });

/** A map of exactly these keys; an unknown one is reported with all that are allowed. */
export const strict = <S extends z.core.$ZodShape>(shape: S, { error: leaf }: { readonly error: LeafName }) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? `${KEYS}${Object.keys(shape).join(' ')}` : leaf),
  });
/** Begins the message of an unknown key; the allowed keys follow. */
export const KEYS = 'keys ';

export const duration = z.string(says('duration')).regex(DURATION, says('duration'));
export const size = z.string(says('size')).regex(SIZE, says('size'));
export const text = z.string(says('text'));
export const filled = z.string(says('filled')).min(1, says('filled'));
export const number = z.number(says('number'));
export const positive = z.int(says('positive')).min(1, says('positive'));
export const boolean = z.boolean(says('boolean'));
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], says('scalar'));
export const percent = z.number(says('percent')).gt(0, says('percent')).lt(100, says('percent'));
export const range = z.string(says('range')).regex(RANGE, says('range'));
export const reason = z.enum(Object.keys(REASONS) as (keyof typeof REASONS)[]);
export const jsonPath = z.string(says('jsonPath')).min(1, says('jsonPath'));
export const pattern = z.union(
  [
    z.string(says('pattern')),
    strict({ pattern: z.string(says('pattern')), flags: z.string(says('flags')).optional() }, says('pattern')),
  ],
  says('pattern'),
);
/** One name or several. */
export const names = z.union([filled, z.array(filled, says('names'))], says('names'));
/** Text that is kept in a file of its own. */
export const file = strict({ file: filled }, says('map'));
/** What stands where a label's value is expected; numbers and booleans become text. */
export const labelValueSchema = z.union([z.string(), z.number(), z.boolean()], says('labelValue'));
