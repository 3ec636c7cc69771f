import type { Result } from '../../lib/model/result.ts';

/** When the control probe is down, the network here is: what looked down is `error`, and what was up stays up. */
export function trustControl(results: readonly Result[], control: Result): readonly Result[] {
  return results.map((result) => (result.outcome === 'down' ? distrusted(result, control) : result));
}

function distrusted({ failure, ...result }: Result, control: Result): Result {
  const message =
    `The control probe «${control.probe}» of this location is down as well (${control.failure?.message}), ` +
    `so what was seen says nothing about the target (${failure?.reason}: ${failure?.message})`;
  return { ...result, outcome: 'error', fault: { code: 'PW5004', message } };
}
