import type { HandlerFaultCode } from '../../lib/model/handler-faults.ts';

/** A function could not do what it was called for: its invocation fails, which an alarm tells. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError' as const;
  readonly code: HandlerFaultCode;
  constructor(code: HandlerFaultCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}
