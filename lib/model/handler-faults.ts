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
