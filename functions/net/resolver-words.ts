import type { FailureReason } from '../../lib/model/failure.ts';

const SAYS: Readonly<Record<string, string>> = {
  ESERVFAIL: 'the resolver answered SERVFAIL',
  EREFUSED: 'the resolver refused to answer',
  EFORMERR: 'the resolver answered FORMERR',
  ENOTIMP: 'the resolver answered NOTIMP',
  EBADRESP: 'the resolver sent a malformed answer',
  ECONNREFUSED: 'the resolver cannot be reached',
};

/** What a code of c-ares says of a host; undefined for a code that says nothing of it. */
export function resolverFailure(host: string, code: string): { reason: FailureReason; message: string } | undefined {
  if (code === 'ENOTFOUND') return { reason: 'resolve_not_found', message: `${host} does not exist` };
  if (code === 'EBADNAME') return { reason: 'resolve_not_found', message: `${host} is not a valid DNS name` };
  if (code === 'ETIMEOUT') {
    return { reason: 'resolve_timeout', message: `no answer from the resolver for ${host} in time` };
  }
  const says = SAYS[code];
  return says === undefined ? undefined : { reason: 'resolve_failed', message: `${host}: ${says} (${code})` };
}
