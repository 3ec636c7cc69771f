import { openSync } from 'node:fs';
import { open } from '../../functions/net/open.ts';
import { createTrace } from '../../functions/net/trace.ts';
import { FaultError } from '../../lib/model/failure.ts';
import { lendRun } from './lent-run.ts';

/** Run with a low limit of open files: uses them up while it connects, and prints the fault. */
const run = lendRun();
const trace = createTrace(run.clock);
const begin = trace.begin;
trace.begin = (name, atMs) => {
  begin(name, atMs);
  if (name === 'connect') useUp();
};
try {
  await open({ host: '127.0.0.1', port: 9, addressFamily: 'ip4' }, trace, run);
} catch (error) {
  console.log(error instanceof FaultError ? `${error.code} ${error.message}` : error);
}
process.exit(0);

function useUp(): void {
  try {
    for (;;) openSync('/dev/null', 'r');
  } catch {
    // None is left.
  }
}
