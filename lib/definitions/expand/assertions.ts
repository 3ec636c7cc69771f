import type { Comparators, WrittenComparison, WrittenSubject } from '../../authoring/expectation-types.ts';
import { type Assertion, type Comparison, SUBJECTS, type Subject } from '../../model/assertion.ts';
import { closest } from '../../model/closest.ts';
import type { ProbeKind } from '../../model/settings.ts';
import { factOf, SHAPES, subjectsOf } from '../schema/expect.ts';
import type { ValuePath } from '../types.ts';
import { expandComparators, expandComparison, isList } from './comparison.ts';
import type { Expansion } from './expansion.ts';

type Items = readonly Readonly<Record<string, WrittenSubject>>[];
type Otherwise = Assertion['otherwise'];

/** The assertions of a list of expectations, with the kind's default where nothing replaces it. */
export function expandExpectations(items: Items, path: ValuePath, expansion: Expansion): Assertion[] {
  const assertions = items.flatMap((item, index) =>
    Object.entries(item).flatMap(([subject, written]) =>
      expandSubject(subject as Subject, written, [...path, index, subject], expansion),
    ),
  );
  return [...defaultsOf(expansion.kind, assertions), ...assertions];
}

/** An http probe without a word about its status expects success; a dns probe without one about its rcode, NOERROR. */
function defaultsOf(kind: ProbeKind, assertions: readonly Assertion[]): Assertion[] {
  const spoken = (subject: Subject) => assertions.some((one) => one.subject === subject || one.subject === 'reason');
  if (kind === 'http' && !spoken('status')) {
    return [{ subject: 'status', comparison: { op: 'in', values: [{ from: 200, to: 299 }] }, otherwise: 'down' }];
  }
  if (kind === 'dns' && !spoken('rcode')) {
    return [{ subject: 'rcode', comparison: { op: 'equals', value: 'NOERROR' }, otherwise: 'down' }];
  }
  return [];
}

function expandSubject(subject: Subject, written: WrittenSubject, path: ValuePath, expansion: Expansion): Assertion[] {
  const shape = SHAPES.get(subject);
  // Reported as an unknown key.
  if (shape === undefined) return [];
  if (!(subject in SUBJECTS[expansion.kind])) {
    reportSubject(subject, path, expansion);
    return [];
  }
  if (shape === 'none') return judged(subject, undefined, written as WrittenComparison, 'down', path, expansion);
  if (subject === 'flag' && (typeof written === 'string' || isList(written))) {
    const flags = isList(written) ? written.map(String) : [written];
    return flags.map((field) => ({ subject, field, comparison: { op: 'equals', value: true }, otherwise: 'down' }));
  }
  if (typeof written !== 'object' || written === null || isList(written)) {
    return judged(subject, undefined, written as WrittenComparison, 'down', path, expansion);
  }
  return expandFields(
    subject,
    written as Comparators & Readonly<Record<string, WrittenComparison>>,
    shape,
    path,
    expansion,
  );
}

/** A map of fields or names; comparators in it speak of the subject as a whole, where it has such a fact. */
function expandFields(
  subject: Subject,
  written: Comparators & Readonly<Record<string, WrittenComparison>>,
  shape: 'name' | readonly string[],
  path: ValuePath,
  expansion: Expansion,
): Assertion[] {
  const otherwise: Otherwise = written.else === 'degraded' ? 'degraded' : 'down';
  const isField = (key: string) => key !== 'else' && (shape === 'name' || shape.includes(key));
  const fields = Object.entries(written).filter(([key]) => isField(key));
  const whole = Object.fromEntries(Object.entries(written).filter(([key]) => !isField(key) && key !== 'else'));
  return [
    ...expandComparators(whole, factOf(subject), path, expansion).map((comparison) =>
      assertion(subject, undefined, comparison, otherwise),
    ),
    ...fields.flatMap(([field, comparison]) =>
      judged(subject, field, comparison, otherwise, [...path, field], expansion),
    ),
  ];
}

function judged(
  subject: Subject,
  field: string | undefined,
  written: WrittenComparison,
  inherited: Otherwise,
  path: ValuePath,
  expansion: Expansion,
): Assertion[] {
  const own = typeof written === 'object' && written !== null && !isList(written) ? written.else : undefined;
  const comparisons = expandComparison(tlsVersion(subject, field, written), factOf(subject, field), path, expansion);
  const said =
    typeof written === 'object' && written !== null ? Object.keys(written).filter((key) => key !== 'else') : [];
  if (comparisons.length === 0 && said.length === 0) {
    expansion.report('PW2003', path, {
      message: `«${String(path.at(-1))}» is compared with nothing.`,
      remedy: 'Add a comparator, such as equals, contains, matches or exists.',
    });
  }
  return comparisons.map((comparison) => assertion(subject, field, comparison, own ?? inherited));
}

function assertion(
  subject: Subject,
  field: string | undefined,
  comparison: Comparison,
  otherwise: Otherwise,
): Assertion {
  return { subject, ...(field !== undefined && { field }), comparison, otherwise };
}

/** `TLSv1.3`, as settings say it, is the fact `TLS 1.3`. */
function tlsVersion(subject: Subject, field: string | undefined, written: WrittenComparison): WrittenComparison {
  if (subject !== 'tls' || field !== 'version') return written;
  const fact = <T>(value: T) => (typeof value === 'string' ? value.replace(/^TLSv/, 'TLS ') : value);
  if (isList(written)) return written.map(fact);
  if (typeof written !== 'object' || written === null) return fact(written);
  const { equals, in: values, not } = written;
  return {
    ...written,
    ...(equals !== undefined && { equals: fact(equals) }),
    ...(values !== undefined && { in: isList(values) ? values.map(fact) : fact(values) }),
    ...(not !== undefined && { not: tlsVersion(subject, field, not) }),
  };
}

function reportSubject(subject: Subject, path: ValuePath, expansion: Expansion): void {
  const { kind } = expansion;
  const allowed = subjectsOf(kind);
  const didYouMean = closest(subject, allowed);
  expansion.report('PW2009', path, {
    message: `A ${kind} probe sees no «${subject}».`,
    given: subject,
    allowed: allowed.join(', '),
    ...(didYouMean && { didYouMean }),
    remedy:
      'Remove the expectation, or move it to a probe of another kind; defaults may be replaced by an expect of its own.',
  });
}
