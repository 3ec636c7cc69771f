/** Why the invocation of a function failed, beside faults of single runs: the closed list. Each is an error of the function, and so an alarm. */
export const HANDLER_FAULTS = {
  PW6001: {
    name: 'shard_unusable',
    meaning: 'The file of the shard that an event names is not in the function’s asset, or cannot be read.',
  },
  PW6002: { name: 'event_invalid', meaning: 'The event is none that this function is made for.' },
  PW6003: {
    name: 'ticks_not_queued',
    meaning: 'The ticks of the next minute could not be put into the function’s queue: they will be missing.',
  },
  PW6004: {
    name: 'setting_missing',
    meaning: 'A variable that the deploy sets for its functions is missing or cannot be used.',
  },
} as const;
export type HandlerFaultCode = keyof typeof HANDLER_FAULTS;

/** A function could not do what it was called for: its invocation fails, which an alarm tells. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError' as const;
  readonly code: HandlerFaultCode;
  constructor(code: HandlerFaultCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}

/** The value of a variable that the deploy sets. Throws HandlerError PW6004 when it is missing or empty. */
export function neededVariable(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new HandlerError('PW6004', `The variable ${name} is not set: the deploy sets it. Deploy again.`);
}
