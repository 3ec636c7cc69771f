import { isUtf8 } from 'node:buffer';
import { readBody } from '../../functions/net/http-body.ts';
import { framingOf } from '../../functions/net/http-framing.ts';
import { HttpMessageError } from '../../functions/net/http-message-error.ts';
import { type ByteSource, readHead } from '../../functions/net/http-response-head.ts';
import { LimitedBody } from '../../functions/net/limited-body.ts';
import { TargetFailure } from '../../functions/net/wire.ts';
import type { HttpInput } from './http-messages.ts';
import { type Reading, readWithNode } from './http-oracle.ts';

/** What our reader makes of an input. Throws what is neither a reading nor the target's fault: a bug. */
async function readWithOurs({ method, pieces }: HttpInput): Promise<Reading> {
  let next = 0;
  const source: ByteSource = {
    read: async () => {
      const bytes = pieces[next];
      next += 1;
      return bytes && { bytes, atMs: next };
    },
  };
  try {
    const { head, rest } = await readHead(source);
    const body = new LimitedBody(1_048_576);
    await readBody(source, framingOf(method, head), rest, body);
    return { status: head.status, headers: head.headers.flat(), body: body.view() };
  } catch (error) {
    if (error instanceof TargetFailure) return { refused: `${error.failure.reason}: ${error.message}` };
    if (error instanceof HttpMessageError) return { refused: `response_invalid: ${error.message}` };
    throw error;
  }
}

/**
 * Where Node accepts what we refuse, on purpose:
 * - versions other than 1.0 and 1.1: a response in HTTP/0.9 or 2.0 has no such head;
 * - status codes below 100, which RFC 9110 §15 does not have.
 */
const REFUSED_ON_PURPOSE = /^response_invalid: expected a status line .* got «HTTP\/(?:[02]|1\.[01] 0\d\d)/;

/**
 * Where Node reads another body, and RFC 9110 agrees with us: a list of codings may have empty elements at its end
 * (§5.6.1.2), and a tab may follow a value as well as a space (§5.6.3). In both cases Node does not see `chunked`.
 */
const CHUNKED_UNSEEN = /chunked[\t ]*[\t,][\t ,]*\r?\n/i;

/** `stricter` and `otherwise`: see above; `lenient`: we read what Node refuses; an object is a disagreement, in words. */
export type Verdict =
  | 'agree'
  | 'both-refuse'
  | 'stricter'
  | 'otherwise'
  | 'lenient'
  | { readonly disagreement: string };

/** Reads an input with both clients, and compares. */
export async function compareReadings(input: HttpInput): Promise<Verdict> {
  const [node, ours] = [await readWithNode(input), await readWithOurs(input)];
  if ('refused' in node) {
    if ('refused' in ours) return 'both-refuse';
    return node.refused === 'ECONNRESET'
      ? { disagreement: `Node says that the end is missing, we read ${shown(ours)}` }
      : 'lenient';
  }
  if (CHUNKED_UNSEEN.test(Buffer.concat(input.pieces).toString('latin1'))) return 'otherwise';
  if ('refused' in ours) {
    if (REFUSED_ON_PURPOSE.test(ours.refused)) return 'stricter';
    return { disagreement: `Node reads ${shown(node)}, we refuse: ${ours.refused}` };
  }
  const headers = node.headers.map(asText);
  const same =
    node.status === ours.status &&
    node.body.equals(ours.body) &&
    headers.length === ours.headers.length &&
    headers.every((text, index) => text === ours.headers[index]);
  return same ? 'agree' : { disagreement: `Node reads ${shown(node)}, we read ${shown(ours)}` };
}

/** Node hands out latin-1; we read UTF-8 where it is UTF-8. */
function asText(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : latin1;
}

function shown(reading: Reading): string {
  return 'refused' in reading ? reading.refused : JSON.stringify({ ...reading, body: reading.body.toString('latin1') });
}
