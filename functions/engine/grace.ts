import { FaultError } from '../../lib/model/failure.ts';

/** The work's own end; or, when it goes on for longer than the grace after the signal's abort, a FaultError PW5002. */
export function withGrace<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setTimeout(() => reject(hung(graceMs)), graceMs);
    };
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(settle);
  });
}

function hung(graceMs: number): FaultError {
  return new FaultError('PW5002', `The prober went on for more than ${graceMs} ms after it was told to stop.`);
}

/** The promise's own end, or at the latest the signal's abort. */
export function untilAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
