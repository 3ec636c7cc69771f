import type { Credentials, OutgoingRequest } from '../net/outgoing.ts';
import { signV4 } from '../net/sigv4.ts';

/**
 * A request with the headers that prove who sends it. The request's own headers win over those of the credentials, so
 * that nobody can replace what a protocol demands. Client certificates belong to the connection (see `createOutgoing`).
 *
 * @param nowMs unix milliseconds; signatures carry it.
 * @throws Error when the credentials speak of more than one of `basic`, `bearer` and `sigv4`
 */
export function authorize(request: OutgoingRequest, credentials: Credentials, nowMs: number): OutgoingRequest {
  const { basic, bearer, sigv4 } = credentials;
  if ([basic, bearer, sigv4].filter((one) => one !== undefined).length > 1) {
    throw new Error('credentials name more than one of basic, bearer and sigv4: a request carries one of them');
  }
  const headers = merged(credentials.headers ?? {}, request.headers);
  if (basic) {
    const pair = Buffer.from(`${basic.username}:${basic.password}`, 'utf8').toString('base64');
    return { ...request, headers: merged(headers, { authorization: `Basic ${pair}` }) };
  }
  if (bearer !== undefined) {
    return { ...request, headers: merged(headers, { authorization: `Bearer ${bearer}` }) };
  }
  if (sigv4) return { ...request, headers: signV4({ ...request, headers }, sigv4, nowMs) };
  return { ...request, headers };
}

/** Names are the same whatever their case; the later one stands. */
function merged(first: OutgoingRequest['headers'], second: OutgoingRequest['headers']): Record<string, string> {
  const entries = [...Object.entries(first), ...Object.entries(second)];
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}
