import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { FaultError } from '../../lib/model/failure.ts';
import { codeOf } from './failures.ts';

/** True for an error that says that no more files can be opened, here or on the whole machine. */
export function isOutOfFiles(error: unknown): boolean {
  return ['EMFILE', 'ENFILE'].includes(codeOf(error));
}

/**
 * c-ares says «connection refused» also when it could not open a socket: whether that was it shows by opening something else.
 *
 * @param doing What this machine was doing, in words.
 * @throws FaultError PW5007
 */
export function throwIfOutOfFiles(doing: string): void {
  try {
    closeSync(openSync(devNull, 'r'));
  } catch (cause) {
    if (!isOutOfFiles(cause)) return;
    const message = `This machine ran out of file descriptors (${codeOf(cause)}; raise the limit: ulimit -n) while ${doing}`;
    throw new FaultError('PW5007', message, { cause });
  }
}
