import { describe, expect, test } from 'vitest';
import { fact } from '../../../../functions/kinds/dns/checks.ts';
import { excerpt } from '../../../../functions/kinds/dns/excerpt.ts';
import type { Subject } from '../../../../lib/model/assertion.ts';
import type { FactsByKind, Seen } from '../../../../lib/model/observation.ts';

const records = ['shop.example.\t3600\tIN\tA\t127.0.0.1', 'shop.example.\t60\tIN\tA\t127.0.0.2'];
const options = '\n;; OPT PSEUDOSECTION:\n; EDNS: version 0; flags:; udp: 1232';

function seen(facts: Partial<FactsByKind['dns']> = {}): Seen<'dns'> {
  return {
    observation: {
      phases: [],
      durationMs: 1,
      lagMs: 0,
      boundMs: 0,
      address: { ip: '127.0.0.1', family: 4, port: 53 },
      facts: {
        rcode: 'NOERROR',
        answers: 2,
        authorities: 0,
        additionals: 1,
        succeeded: true,
        flags: ['aa', 'rd'],
        ...facts,
      },
    },
    evidence: { answer: records, authority: [], additional: [options] },
  };
}
function factOf(subject: Subject, field?: string, of = seen()) {
  const comparison = { op: 'exists', value: true } as const;
  return fact({ subject, comparison, otherwise: 'down', ...(field !== undefined && { field }) }, of);
}

describe('the fact that an assertion speaks of', () => {
  test.each(['', 'any', 'every', 'none'])('is the records of a section for the field «%s»', (field) => {
    expect(factOf('answer', field)).toEqual(records);
    expect(factOf('authority', field)).toEqual([]);
  });

  test('is the records also where no field is given', () => {
    expect(factOf('answer')).toEqual(records);
  });

  test('is the number of records, or all their TTLs in seconds', () => {
    expect(factOf('answer', 'count')).toBe(2);
    expect(factOf('authority', 'count')).toBe(0);
    expect(factOf('answer', 'ttl')).toEqual([3600, 60]);
    expect(factOf('authority', 'ttl')).toEqual([]);
    expect(factOf('additional', 'ttl')).toEqual([]);
  });

  test('is the response code, the serial, a flag', () => {
    expect(factOf('rcode')).toBe('NOERROR');
    expect(factOf('serial')).toBeUndefined();
    expect(factOf('serial', undefined, seen({ serial: 7 }))).toBe(7);
    expect(factOf('flag', 'aa')).toBe(true);
    expect(factOf('flag', 'ad')).toBe(false);
  });

  test('is unknown when there was no answer', () => {
    const none = seen({ succeeded: false });
    for (const [subject, field] of [['rcode'], ['answer'], ['answer', 'count'], ['flag', 'aa'], ['serial']] as const) {
      expect(factOf(subject, field, none)).toBeUndefined();
    }
  });
});

test('the excerpt reads like the output of dig', () => {
  expect(excerpt(seen({ overTcp: true }))?.body).toBe(
    [
      ';; status: NOERROR; flags: aa rd; ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1',
      '',
      ';; ANSWER SECTION:',
      ...records,
      '',
      ';; ADDITIONAL SECTION:',
      options,
      '',
      ';; SERVER: 127.0.0.1#53 (TCP)',
    ].join('\n'),
  );
});

test('there is no excerpt of an answer that never came', () => {
  const { observation, evidence } = seen();
  const { rcode: _, ...facts } = observation.facts;
  expect(excerpt({ observation: { ...observation, facts }, evidence })).toBeUndefined();
});
