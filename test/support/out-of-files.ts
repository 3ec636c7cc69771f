import { openSync } from 'node:fs';
import { open } from '../../functions/net/open.ts';
import { createTrace } from '../../functions/net/trace.ts';
import { FaultError } from '../../lib/model/failure.ts';
import { lendRun } from './lent-run.ts';

/** Run with a low limit of open files: uses them up, tries to connect, and prints the fault. */
const run = lendRun();
try {
  for (;;) openSync('/dev/null', 'r');
} catch {
  // None is left.
}
try {
  await open({ host: '127.0.0.1', port: 9, addressFamily: 'ip4' }, createTrace(run.clock), run);
} catch (error) {
  console.log(error instanceof FaultError ? `${error.code} ${error.message}` : error);
}
process.exit(0);
