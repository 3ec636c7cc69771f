import type { Assertion } from '../../../lib/model/assertion.ts';
import type { Seen } from '../../../lib/model/observation.ts';
import type { Fact } from '../../../lib/model/prober.ts';
import { fieldValues } from '../../net/http-fields.ts';
import { bodyText } from './body-text.ts';

/**
 * What an assertion speaks of. A header gives all its values, in their order, whatever the case of its name. Nothing is
 * known without a response; and of a body that did not arrive whole, nothing is judged.
 */
export function fact(assertion: Assertion, { observation, evidence }: Seen<'http'>): Fact | Promise<Fact> {
  const { facts, failure } = observation;
  if (facts.status === undefined) return undefined;
  const whole = failure === undefined;
  switch (assertion.subject) {
    case 'status':
      return facts.status;
    case 'header': {
      const values = fieldValues(evidence.headers, assertion.field ?? '');
      return values.length > 0 ? values : undefined;
    }
    case 'version':
      return facts.version;
    case 'redirects':
      return facts.redirects;
    case 'url':
      return facts.url;
    case 'body':
      return whole ? bodyText(evidence) : undefined;
    case 'json':
      return whole ? jsonFact(assertion.field ?? '$', evidence) : undefined;
    case 'size':
      return whole ? evidence.body.length : undefined;
    default:
      return undefined;
  }
}

/** JSON paths are loaded when the first one is asked for: many shards have none. */
async function jsonFact(path: string, evidence: Seen<'http'>['evidence']): Promise<Fact> {
  return (await import('./json-values.ts')).jsonFact(path, evidence);
}

/** Why nothing was found in a body that is no JSON. */
export async function absence(
  { subject }: Assertion,
  { observation, evidence }: Seen<'http'>,
): Promise<string | undefined> {
  if (subject !== 'json' || observation.facts.status === undefined) return undefined;
  const problem = (await import('./json-values.ts')).jsonProblem(evidence);
  return problem === undefined ? undefined : `is not there: the body is not JSON (${problem})`;
}
