import { type Fault, FaultError } from '../../lib/model/failure.ts';
import type { RunLog } from './run-log.ts';

/** What a thrown thing means for the run: a known fault of ours, the end of our time, or a bug (which is logged with its stack). */
export function faultOf(thrown: unknown, outer: AbortSignal, log: RunLog): Fault {
  if (thrown instanceof FaultError) return { code: thrown.code, message: thrown.message };
  if (outer.aborted) return stopFault(outer);
  const message = messageOf(thrown);
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  log.write('error', `the prober threw: ${message}`, stack === undefined ? undefined : { stack });
  return { code: 'PW5001', message: `The prober threw: ${message}` };
}

/** Why a run was stopped from outside. */
export function stopFault(outer: AbortSignal): Fault {
  const reason: unknown = outer.reason;
  if (reason instanceof FaultError) return { code: reason.code, message: reason.message };
  return { code: 'PW5003', message: `The run was stopped before it was over: ${messageOf(reason)}` };
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
