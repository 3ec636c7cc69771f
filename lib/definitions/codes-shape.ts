import type { CodeEntry } from './codes-reading.ts';

/** `PW2…`: a value has the wrong shape, in its own place. */
export const SHAPE_CODES = {
  PW2001: {
    title: 'An unknown key',
    meaning: 'The key has no meaning where it stands.',
    example: 'There is no key «intervall» here.',
    remedy: 'Use one of the keys that are listed; check the indentation, which decides where a key belongs.',
  },
  PW2002: {
    title: 'A value of the wrong type',
    meaning: 'A map, list, text, number or boolean was expected, and another one was given.',
    example: '«probes[0].expect» is a map; it must be a list.',
    remedy: 'Give a value as it is described under «allowed».',
  },
  PW2003: {
    title: 'A missing key',
    meaning: 'Something that cannot be guessed is not given: the kind, the target, a name.',
    example: 'The probe has no target.',
    remedy: 'Add the key to the probe, or to the defaults.',
  },
  PW2004: {
    title: 'Not a duration',
    meaning: 'A duration is a number and a unit: ms, s, m, h, d or w.',
    example: '«probes[0].timeout» is 10; it must be a number and a unit: 800ms, 30s, 1m, 2h, 14d, 4w.',
    remedy: 'Write 800ms, 30s, 1m, 2h, 14d or 4w.',
  },
  PW2005: {
    title: 'Not a size',
    meaning: 'A size is a number and a unit: B, kB, MB, KiB or MiB.',
    example: '«probes[0].http.maxBody» is "1 MB"; it must be a number and a unit: 500B, 64KiB, 1MiB, 500kB, 2MB.',
    remedy: 'Write 64KiB, 1MiB or 500kB.',
  },
  PW2006: {
    title: 'Not one of the values',
    meaning: 'The value is none of a closed list.',
    example: '«probes[0].kind» is "https"; it must be one of http, tcp, tls, dns.',
    remedy: 'Use one of the values that are listed.',
  },
  PW2007: {
    title: 'A value out of range or malformed',
    meaning: 'The type is right, but the number is out of range or the text has not the form that it must have.',
    example: '«probes[0].retry» is 11; it must be a whole number from 1 to 10.',
    remedy: 'Give a value as it is described under «allowed».',
  },
  PW2008: {
    title: 'Settings of another kind',
    meaning: 'A probe holds the settings of a kind that it is not.',
    example: 'The probe is of the kind tcp, and has settings of the kind http.',
    remedy: 'Move the settings under the name of the probe’s own kind, or change the kind.',
  },
  PW2009: {
    title: 'An expectation that the kind does not have',
    meaning: 'An expectation is about something that a probe of this kind never sees.',
    example: 'A dns probe sees no «status».',
    remedy: 'Use one of the subjects that are listed.',
  },
  PW2010: {
    title: 'A ${…} that nothing resolves',
    meaning: 'The name in ${…} is no value of each, target, variable, secret or capture.',
    example: 'Nothing resolves «${env.domian}».',
    remedy: 'Correct the name, or write $${ for the characters themselves.',
  },
  PW2011: {
    title: 'A ${ without its }',
    meaning: 'The text begins a ${…} and never closes it.',
    example: 'A ${ is opened and never closed.',
    remedy: 'Close it with }, or write $${ for the characters themselves.',
  },
  PW2012: {
    title: 'A run-time value where it cannot be',
    meaning: 'Secrets, captures, timestamp and random are known only during a run, and not where this value is needed.',
    example: '«${secret:shop/team}» is known only during a run, and «probes[0].labels.team» is needed before.',
    remedy: 'Use a value of each or var: here, or move it to a place that is sent: target, path, headers, body, auth.',
  },
  PW2013: {
    title: 'A name with two meanings',
    meaning: 'One name in ${…} could be two things: an axis of each, a capture, or a built-in name.',
    example: 'The axis «timestamp» has the name of something that ${…} knows already.',
    remedy: 'Rename one of the two.',
  },
  PW2014: {
    title: 'A pattern that is refused',
    meaning: 'The regular expression does not compile, or would not be linear. The language is RE2’s.',
    example: 'Look-ahead and look-behind are not linear: a hostile text could keep such a pattern busy for ever.',
    remedy: 'Correct the pattern as the message says.',
  },
  PW2015: {
    title: 'Two keys of which one can count',
    meaning: 'Two keys exclude each other: target and targets; body, json and form; basic and bearer.',
    example: 'body and json are both given; a request has one body.',
    remedy: 'Keep one of them.',
  },
  PW2016: {
    title: 'One name for many probes',
    meaning: '`each` or `targets` makes several probes of one entry, and its name does not tell them apart.',
    example: 'Several probes are made of this entry, and more than one is called «shop-${service}».',
    remedy: 'Put the axis into the name: shop-${env}, or cert-${target.slug}.',
  },
  PW2017: {
    title: 'A capture that comes too late',
    meaning: 'A step uses a value that only it or a later step captures.',
    example: '«token» is captured only by this step or a later one.',
    remedy: 'Move the capture to an earlier step.',
  },
  PW2018: {
    title: 'Too many probes',
    meaning: 'One file makes more than 20,000 probes.',
    example: 'This file makes 20001 probes or more; at most 20000 are allowed.',
    remedy: 'Multiply fewer axes in each, or split the file.',
  },
  PW2019: {
    title: 'Steps of a kind that has none',
    meaning: 'Only an http probe has steps.',
    example: 'A tcp probe has no steps; only http has.',
    remedy: 'Make one probe of each step.',
  },
} as const satisfies Record<string, CodeEntry>;

/** `PW4…`: warnings; what was written is right, but the part that does it is not built yet. */
export const UNBUILT_CODES = {
  PW4001: {
    title: 'A kind that is not built yet',
    meaning: 'The kind of the probe is known, but this version cannot run it. The probe is left out.',
    example: 'The kind grpc is not built yet: the probe is left out.',
    remedy: 'Leave it for a later version, or use http, tcp, tls or dns.',
  },
  PW4002: {
    title: 'A key whose part is not built yet',
    meaning: 'The key is known, but this version does nothing with it.',
    example: '«maintenance» is not built yet. The probe also runs and counts during maintenance.',
    remedy: 'Keep it for a later version, or remove it.',
  },
  PW4003: {
    title: 'A key that is only carried along',
    meaning:
      'The key is checked and stands in the plan, but this version does not act on all of it: alerts get to Alertmanager and no further, and objectives are over every run.',
    example:
      "Rules are made of «alert», and Alertmanager is told; channels to people are not built yet, so it stays on the backend's pages.",
    remedy: 'Nothing needs to change; the next versions act on it.',
  },
  PW4004: {
    title: 'A location that cannot be deployed yet',
    meaning: 'A location in a VPC needs its subnets, which are never looked up. Everything but a deploy works without.',
    example: 'The location office lies in vpc-0123, and no subnets are named: this cannot be deployed.',
    remedy: 'Add subnets to the location: the ids of two private subnets in two zones.',
  },
} as const satisfies Record<string, CodeEntry>;
