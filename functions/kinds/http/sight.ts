import type { Failure } from '../../../lib/model/failure.ts';
import type { Observation, Seen } from '../../../lib/model/observation.ts';
import { parseHttpDate } from '../../net/http-date.ts';
import { fieldValues } from '../../net/http-fields.ts';
import { contentLengthOf } from '../../net/http-framing.ts';
import type { ResponseHead } from '../../net/http-head.ts';
import { HttpMessageError } from '../../net/http-message-error.ts';
import type { TraceSummary } from '../../net/trace.ts';
import type { Trace } from '../../net/wire.ts';
import { redactUrl } from './url.ts';

/** What was seen so far, while a chain of requests is followed; whole at every moment. */
export interface Sight {
  /** Of the request that is under way. */
  url: URL;
  method: string;
  redirects: number;
  /** Of the request that is under way, once it is there. */
  head?: ResponseHead;
  body: Uint8Array;
  /** Absent for a body that was not asked for. */
  bodyBytes?: number;
  /** Of the target's own host. */
  address?: NonNullable<Trace['address']>;
  failure?: Failure;
}

export function seenOf(sight: Sight, summary: TraceSummary, trace: Trace): Seen<'http'> {
  const { phases, durationMs, lagMs, boundMs } = summary;
  const observation: Observation<'http'> = {
    phases,
    durationMs,
    lagMs,
    boundMs,
    ...(sight.address && { address: sight.address }),
    ...(trace.lookupMs !== undefined && { lookupMs: trace.lookupMs }),
    ...(trace.tls && { tls: trace.tls }),
    facts: {
      redirects: sight.redirects,
      url: redactUrl(sight.url),
      secure: sight.head !== undefined && sight.url.protocol === 'https:',
      ...(sight.head && factsOf(sight.head, sight.method)),
      ...(sight.bodyBytes !== undefined && { bodyBytes: sight.bodyBytes }),
    },
    ...(sight.failure && { failure: sight.failure }),
  };
  return { observation, evidence: { headers: sight.head?.headers ?? [], body: sight.body } };
}

function factsOf(head: ResponseHead, method: string) {
  const contentLength = announcedLength(head, method);
  const lastModifiedMs = parseHttpDate(fieldValues(head.headers, 'last-modified')[0] ?? '');
  return {
    status: head.status,
    version: head.version,
    ...(contentLength !== undefined && { contentLength }),
    ...(lastModifiedMs !== undefined && { lastModifiedMs }),
  };
}

/** As Go has it: 0 where there can be no body (but not after HEAD), nothing where chunks come. */
function announcedLength({ status, headers }: ResponseHead, method: string): number | undefined {
  const bodiless = status < 200 || status === 204 || status === 304;
  if (bodiless && method !== 'HEAD') return 0;
  if (fieldValues(headers, 'transfer-encoding').length > 0) return undefined;
  try {
    return contentLengthOf(headers);
  } catch (error) {
    if (error instanceof HttpMessageError) return undefined;
    throw error;
  }
}
