import type { Assertion } from '../../../lib/model/assertion.ts';
import type { Seen } from '../../../lib/model/observation.ts';
import type { Fact } from '../../../lib/model/prober.ts';

/**
 * The fact that an assertion about a DNS answer speaks of; undefined when there was no answer. A section's records come in
 * presentation form (the engine applies `any`, `every` and `none`), its `ttl` as all TTLs in seconds, its `count` as a
 * number. A flag is true or false.
 */
export function fact(assertion: Assertion, seen: Seen<'dns'>): Fact {
  const { facts } = seen.observation;
  if (!facts.succeeded) return undefined;
  switch (assertion.subject) {
    case 'rcode':
      return facts.rcode;
    case 'serial':
      return facts.serial;
    case 'flag':
      return facts.flags?.includes(assertion.field ?? '') ?? false;
    case 'answer':
    case 'authority':
    case 'additional':
      return section(seen.evidence[assertion.subject], assertion.field ?? '');
    default:
      return undefined;
  }
}

function section(records: readonly string[], field: string): Fact {
  if (field === 'count') return records.length;
  if (field === 'ttl') return records.map((record) => Number(record.split('\t', 2)[1])).filter(Number.isInteger);
  return records;
}
