import { parseHttpDate } from '../net/http-date.ts';

/**
 * What `Retry-After` asks for (RFC 9110 §10.2.3): milliseconds from now, at least 0, whether it gave seconds or a date.
 * Undefined without the header or for what cannot be read.
 *
 * @param nowMs unix milliseconds
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = parseHttpDate(text);
  return date === undefined ? undefined : Math.max(0, date - nowMs);
}
