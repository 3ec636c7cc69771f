import * as z from 'zod';
import type { WrittenExpectation } from '../../authoring/expectation-types.ts';
import { SUBJECTS, type Subject } from '../../model/assertion.ts';
import type { ProbeKind } from '../../model/settings.ts';
import { comparatorsOf, comparison, type FactType, otherwise } from './comparison.ts';
import { strict } from './leaves.ts';

/** What sort of value each subject's fact is; where a subject has fields, that of each field that differs. */
const FACTS: Readonly<Record<Subject, FactType>> = {
  duration: 'duration',
  address: 'text',
  reason: 'reason',
  certificate: 'text',
  tls: 'text',
  status: 'ranged',
  header: 'text',
  body: 'text',
  json: 'any',
  redirects: 'ranged',
  version: 'number',
  size: 'size',
  url: 'text',
  text: 'text',
  rcode: 'text',
  answer: 'text',
  authority: 'text',
  additional: 'text',
  serial: 'number',
  flag: 'boolean',
};
const FIELD_FACTS: Readonly<Record<string, FactType>> = {
  'certificate.validFor': 'validity',
  'certificate.keyBits': 'ranged',
  'certificate.chainLength': 'ranged',
  'certificate.selfSigned': 'boolean',
  'certificate.verified': 'boolean',
  'answer.count': 'ranged',
  'answer.ttl': 'seconds',
  'authority.count': 'ranged',
  'authority.ttl': 'seconds',
  'additional.count': 'ranged',
  'additional.ttl': 'seconds',
};

/** The sort of value that a subject's (field's) fact is. */
export function factOf(subject: Subject, field?: string): FactType {
  return FIELD_FACTS[`${subject}.${field ?? ''}`] ?? FACTS[subject];
}

/** All subjects of all kinds, with the shape of each: `none`, `name`, or its fields. */
export const SHAPES = new Map<Subject, 'none' | 'name' | readonly string[]>(
  Object.values(SUBJECTS).flatMap((subjects) => Object.entries(subjects) as [Subject, 'none' | 'name' | string[]][]),
);

export const subjectsOf = (kind: ProbeKind): readonly Subject[] => Object.keys(SUBJECTS[kind]) as Subject[];

function namedShape(subject: Subject) {
  const each = comparison(factOf(subject));
  return z.record(z.string(), z.union([each, otherwise], { error: 'comparison' }), { error: 'fields' });
}

function fieldsShape(subject: Subject, fields: readonly string[]) {
  const shape: Record<string, z.ZodType> = { else: otherwise.optional() };
  if (fields.includes('')) Object.assign(shape, comparatorsOf(factOf(subject)));
  for (const field of fields) if (field) shape[field] = comparison(factOf(subject, field)).optional();
  const map = strict(shape, { error: 'fields' });
  if (subject === 'flag') return z.union([z.enum(fields), z.array(z.enum(fields)), map], { error: 'fields' });
  if (!fields.includes('') || subject === 'duration') return map;
  return z.union([z.string(), z.array(z.string()), map], { error: 'comparison' });
}

function shapeOf(subject: Subject, shape: 'none' | 'name' | readonly string[]): z.ZodType {
  if (shape === 'none') return comparison(factOf(subject));
  return shape === 'name' ? namedShape(subject) : fieldsShape(subject, shape);
}

const subjects = Object.fromEntries(
  [...SHAPES].map(([subject, shape]) => [subject, shapeOf(subject, shape).optional()]),
);

/** One item of `expect`. */
const expectation = z.union([z.literal('inherit'), strict(subjects, { error: 'expectation' })], {
  error: 'expectation',
}) as unknown as z.ZodType<'inherit' | WrittenExpectation>;
export const expectations = z.array(expectation, { error: 'list' });
