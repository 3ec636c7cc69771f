import type { Pattern } from '../../../lib/model/assertion.ts';
import type { Seen } from '../../../lib/model/observation.ts';
import type { Capture } from '../../../lib/model/probe.ts';
import type { Run } from '../../../lib/model/prober.ts';
import { fieldValues } from '../../net/http-fields.ts';
import { bodyText } from './body-text.ts';

/**
 * Takes a value for later steps: the first that a JSON path finds, the first value of a header, or what a pattern finds
 * in the first header value or body that it matches: its first group, or the whole match where it has none.
 */
export async function capture({ from }: Capture, seen: Seen<'http'>, run: Run): Promise<string | undefined> {
  const { evidence, observation } = seen;
  if (observation.facts.status === undefined) return undefined;
  if ('json' in from) return (await import('./json-values.ts')).jsonText(from.json, evidence);
  if ('body' in from) return firstMatch(from.body, [bodyText(evidence)], run);
  const values = fieldValues(evidence.headers, from.header);
  return from.pattern ? firstMatch(from.pattern, values, run) : values[0];
}

async function firstMatch(pattern: Pattern, texts: readonly string[], run: Run): Promise<string | undefined> {
  const matcher = await run.matcher(pattern);
  for (const text of texts) {
    const groups = matcher(text);
    if (groups) return groups.length > 1 ? groups[1] : groups[0];
  }
  return undefined;
}
