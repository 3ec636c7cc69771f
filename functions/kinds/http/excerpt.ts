import type { Seen } from '../../../lib/model/observation.ts';
import type { Excerpt } from '../../../lib/model/result.ts';
import { decoderFor } from './body-text.ts';

/** Bytes of a body that are kept. */
const MAX_BODY = 4096;

/** The headers and the beginning of the body; undefined when there was no response. */
export function excerpt({ observation, evidence }: Seen<'http'>): Excerpt | undefined {
  if (observation.facts.status === undefined) return undefined;
  const cut = evidence.body.length > MAX_BODY;
  // A character that the cut goes through is left out, not shown as broken.
  const body = decoderFor(evidence).decode(evidence.body.subarray(0, MAX_BODY), { stream: cut });
  return { headers: evidence.headers, ...(body !== '' && { body }), ...(cut && { cut }) };
}
