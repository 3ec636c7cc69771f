import type { CodeEntry } from './codes-reading.ts';

/** `PW39…`: what the configuration says of an installation in AWS. */
export const CONFIG_CODES = {
  PW3901: {
    title: 'A delivery that leads nowhere',
    meaning: 'Receivers are for the mode direct, which needs one; the mode journal delivers to a backend of its own.',
    example: "The mode is 'direct', and no receiver is named: nothing would arrive anywhere.",
    remedy: "Write mode: 'direct' and name a receiver, or leave delivery away.",
  },
  PW3903: {
    title: 'Settings of a location that exclude each other',
    meaning:
      'A location lies outside any VPC, in a VPC that exists, or has addresses of its own; it has a region or is a machine of yours.',
    example: "'subnets' of office belongs to a VPC that is not named.",
    remedy: 'Remove one of the two, as the message says.',
  },
  PW3905: {
    title: 'An address that results cannot be sent to',
    meaning: 'A receiver is a URL with https or http, whole, without credentials in it.',
    example: 'Credentials stand in the address of a receiver.',
    remedy: 'Write the whole address; credentials belong into auth, by reference.',
  },
  PW3906: {
    title: 'A period that cannot be kept',
    meaning:
      'S3 keeps whole days, CloudWatch certain numbers of days, and the journal must reach back to the replay horizon.',
    example: 'CloudWatch does not keep logs for that long or short.',
    remedy: 'Write the period that the message proposes.',
  },
  PW3907: {
    title: 'A location that only an environment has',
    meaning:
      'Definitions are held against the configuration’s own locations; an environment runs at some of them, or at the same names elsewhere.',
    example: "The environment dev has a location 'lab' that the configuration itself has not.",
    remedy: 'Add the location to the configuration itself.',
  },
} as const satisfies Record<string, CodeEntry>;
