import { createHash } from 'node:crypto';

/** The same run has the same id wherever and how often it is executed; 32 hex digits. */
export function runId(probe: string, location: string, tickMs: number): string {
  return createHash('sha256').update(`${probe}\n${location}\n${tickMs}`).digest('hex').slice(0, 32);
}
