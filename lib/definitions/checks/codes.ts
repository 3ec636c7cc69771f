import type { CodeEntry } from '../codes-reading.ts';

/** `PW3…`: every value has the right shape, but together they do not mean what a person can want. */
export const MEANING_CODES = {
  PW3001: {
    title: 'Two probes of one name',
    meaning: 'A name stands for one probe in every file: it is the label that tells its series apart from all others.',
    example: "The name 'shop-front' is taken: probes/shop.probe.yaml:4 declares a probe of that name.",
    remedy: 'Rename or delete one of the two.',
  },
  PW3002: {
    title: 'A name that a probe cannot have',
    meaning:
      'Names are part of series, keys and file names: lower-case letters, digits and hyphens, at most 63 characters.',
    example: "'Shop Front' cannot be the name of a probe.",
    remedy: 'Use the name that the message proposes, or another of those characters.',
  },
  PW3003: {
    title: 'A probe that is built but not exported',
    meaning: 'A TypeScript file calls a builder, but no export leads to what it made, so the probe would never run.',
    example: "The probe 'shop-front' is built but not exported, so it would never run.",
    remedy: 'Export the probe, or a list that holds it.',
  },
  PW3004: {
    title: 'A dependency that does not exist',
    meaning: '`dependsOn` names a probe that no file declares.',
    example: "There is no probe 'shop-databse' to depend on.",
    remedy: 'Name a probe that exists.',
  },
  PW3005: {
    title: 'A probe that depends on itself',
    meaning: 'While what it depends on is down, nobody is told of a probe; one that waits for itself is never told.',
    example: "The probe 'shop-front' depends on itself, so nobody would ever be told of it.",
    remedy: 'Take its own name out of `dependsOn`.',
  },
  PW3101: {
    title: 'An interval that cannot be scheduled',
    meaning:
      'All locations share the ticks of one clock (cron), so an interval must divide its minute, hour or day evenly.',
    example: 'An interval of 45s cannot be scheduled: ticks are minutes of the clock that all locations share.',
    remedy: 'Use 10s 15s 20s 30s, whole minutes that divide 60, or whole hours that divide 24.',
  },
  PW3102: {
    title: 'A timeout longer than the interval',
    meaning: 'A run must be over before the next one begins.',
    example: 'The timeout 90s is longer than the interval 1m.',
    remedy: 'Shorten the timeout or lengthen the interval.',
  },
  PW3103: {
    title: 'Attempts that do not fit the interval',
    meaning: 'Attempts × timeout, and the waits between them, can take longer than the time between two ticks.',
    example: 'All attempts together can take 64s, which is longer than the interval 1m.',
    remedy: 'Shorten the timeout or the wait, use fewer attempts, or lengthen the interval.',
  },
  PW3104: {
    title: 'A duration beyond the timeout',
    meaning: 'An attempt ends at its timeout, so an expectation about a longer duration never decides anything.',
    example: 'The duration 15s is longer than the timeout 10s: the attempt is over before it can matter.',
    remedy: 'Expect a shorter duration, or set a longer timeout.',
  },
  PW3105: {
    title: 'A reason that the kind never gives',
    meaning: 'A retry or an expectation waits for a failure that a probe of this kind cannot have.',
    example: 'A probe of kind dns never fails with the reason status_unexpected.',
    remedy: 'Use one of the reasons that are listed.',
  },
  PW3106: {
    title: 'An objective that one failure breaks',
    meaning: 'The window has so few ticks that the objective leaves less than one that may fail.',
    example:
      'One failed tick alone breaks the objective: 99.99 % of 8640 ticks in 30d leaves less than one that may fail.',
    remedy: 'Lower the percentage, shorten the interval or lengthen the window.',
  },
  PW3107: {
    title: 'A time zone that does not exist',
    meaning:
      'Active hours are by the wall clock of a zone of the IANA database; an offset is none, since it knows no summer.',
    example: "There is no time zone 'Europe/Berln'.",
    remedy: 'Write the name as proposed.',
  },
  PW3108: {
    title: 'Active hours that are empty',
    meaning: 'The window ends when it begins: the probe would never run.',
    example: 'The active hours from 08:00 to 08:00 are empty: the probe would never run.',
    remedy: "Write two different times; for the whole day '00:00' and '24:00'.",
  },
  PW3201: {
    title: 'A location that does not exist',
    meaning: 'Locations are declared in probewright.config.ts; without one, every AWS region is known.',
    example: "There is no location 'eu-west1'.",
    remedy: 'Correct the name, or declare the location.',
  },
  PW3202: {
    title: 'A location twice',
    meaning: 'A probe runs once at each of its locations.',
    example: "The location 'eu-west-1' stands twice.",
    remedy: 'Delete one of the two.',
  },
  PW3203: {
    title: 'More locations counted than there are',
    meaning: 'A tick is bad when at least k locations fail; with fewer locations than k it can never be.',
    example: 'A tick can never be bad at 3 locations: the probe has 2.',
    remedy: 'Count fewer locations, or run the probe at more.',
  },
  PW3204: {
    title: 'Port 25 from AWS',
    meaning: 'AWS lets no function speak to port 25 of other machines, so that nobody sends spam from there.',
    example: 'At eu-west-1 nothing reaches port 25: AWS blocks it.',
    remedy: 'Probe port 587 or 465, or probe it from a machine of your own.',
  },
  PW3205: {
    title: 'IPv6 where there is only IPv4',
    meaning: 'Functions in AWS have IPv4 alone: an IPv6 address cannot be reached from there.',
    example: 'At eu-west-1 there is no IPv6, and the target is an IPv6 address.',
    remedy: 'Probe the name or an IPv4 address, or probe it from a machine of your own.',
  },
  PW3206: {
    title: 'A run longer than a function may take',
    meaning:
      'A function in AWS ends after 15 minutes; all attempts of a run, and the waits between them, must be over by then.',
    example: 'At eu-west-1 a run has 14m, and all attempts together can take 30m.',
    remedy: 'Shorten the timeout or the wait, or use fewer attempts.',
  },
  PW3301: {
    title: 'A reserved label',
    meaning: 'The label is one that Probewright or Prometheus sets itself; a second one of that name would be lost.',
    example: "The label 'instance' is Probewright's or Prometheus's own.",
    remedy: 'Give the label another name.',
  },
  PW3302: {
    title: 'A label name that Prometheus does not take',
    meaning: 'Names of labels are letters, digits and underscores, not beginning with a digit.',
    example: "'cost-centre' cannot be the name of a label.",
    remedy: 'Rename the label as proposed.',
  },
  PW3303: {
    title: 'Labels that collide',
    meaning: 'Two labels differ only by case or punctuation; they would be mistaken for each other.',
    example:
      "The labels 'Team' and 'team' are the same but for case or punctuation, and would be mistaken for each other.",
    remedy: 'Keep one of the two.',
  },
  PW3304: {
    title: 'Too many labels',
    meaning: 'Labels stand on every series of a probe; more than 20 make all of them needlessly long.',
    example: 'The probe has 24 labels; every one makes every series of it longer.',
    remedy: 'Put what you do not filter by into `description` or `links`.',
  },
  PW3305: {
    title: 'A label value that is empty or too long',
    meaning: 'To Prometheus an empty label is none; a value of over 256 characters would stand in every sample.',
    example: "The label 'team' is empty; to Prometheus an empty label is no label.",
    remedy: 'Give a short value, or delete the label.',
  },
  PW3401: {
    title: 'A target of the wrong form',
    meaning:
      'Each kind needs its own form: http a URL, tcp HOST:PORT, tls HOST with or without a port, dns the server to ask.',
    example: 'The target has no https:// or http:// in front.',
    remedy: 'Write the target as proposed.',
  },
  PW3402: {
    title: 'A loopback address that a location cannot reach',
    meaning: 'Loopback is the machine itself. Only the local runner may probe it; in Lambda it is always refused.',
    example: 'At eu-west-1 the target 127.0.0.1 would be the prober itself, which is always refused.',
    remedy: "Name an address that the location reaches, or write 'locations: [local]'.",
  },
  PW3403: {
    title: 'An address that must not be probed',
    meaning:
      'Link-local and metadata addresses give out credentials of the machine: refused unless allowed, and in Lambda always. Multicast and broadcast addresses are no single machine.',
    example:
      'The target http://169.254.169.254/ must not be probed: 169.254.169.254 is an address where the cloud hands out credentials, which is probed only where the probe says allowLinkLocal: true.',
    remedy: "Probe another address, or write 'allowLinkLocal: true' (outside Lambda only).",
  },
  PW3404: {
    title: 'TLS expected where there is none',
    meaning: 'An expectation about a certificate or TLS can only be judged on a connection that speaks TLS.',
    example:
      'There is no certificate to look at: the target http://shop.example/ is plain HTTP (only a redirect could lead to TLS).',
    remedy: 'Use https:// (http), tls: true (tcp) or transport: tls (dns), or delete the expectation.',
  },
  PW3405: {
    title: 'A method that cannot be sent',
    meaning: 'Methods differ by case: GET is one, get is another that nobody serves. CONNECT is for proxies.',
    example: "'get' is not a method that can be sent.",
    remedy: 'Write the method as proposed.',
  },
  PW3406: {
    title: 'A header that cannot be sent',
    meaning: 'The name holds a space, a colon or the like, or the value a line break or a character beyond Latin-1.',
    example: "'X Api Version' cannot be the name of a header.",
    remedy: 'Correct the name or the value.',
  },
  PW3407: {
    title: 'A name that DNS cannot be asked for',
    meaning: 'The query of a dns probe is a domain name: no URL, no path, no spaces, parts of at most 63 characters.',
    example: "'https://shop.example' is not a name that DNS can be asked for: it is a URL.",
    remedy: 'Write the domain name alone.',
  },
  PW3408: {
    title: 'Half a client certificate',
    meaning: 'A client proves who it is with a certificate and its key; one alone is of no use.',
    example: 'A client certificate needs both its certificate and its key; the key is missing.',
    remedy: 'Add what is missing, or delete the other.',
  },
  PW3409: {
    title: 'No TLS version left',
    meaning: 'The lowest version allowed is above the highest.',
    example: 'No TLS version is left: at least TLSv1.3 and at most TLSv1.2.',
    remedy: 'Swap the two, or delete one.',
  },
  PW3410: {
    title: 'A header that the prober writes itself',
    meaning: 'Content-Length and Transfer-Encoding say how long the message is, and are made when it is sent.',
    example: 'The header Content-Length is written by the prober itself; yours would not be sent.',
    remedy: 'Delete the header.',
  },
  PW3411: {
    title: 'A DNS record type that does not exist',
    meaning: 'A type is one of the IANA registry, or TYPE and its number.',
    example: 'There is no record type AAA.',
    remedy: 'Write the type as proposed.',
  },
  PW3412: {
    title: 'No host that can be told of a trace',
    meaning: 'A request is compared by its host alone: a scheme, a port or a path would never fit.',
    example: "'https://shop.example/' is not a host that can be told of a trace.",
    remedy: "Write the host alone, '*.shop.example' for every host below one, or trace: true for the target's own.",
  },
  PW3501: {
    title: 'Assertions that can never hold together',
    meaning: 'All assertions of a probe must hold; no response can satisfy these, so the probe would always be down.',
    example: 'These assertions can never hold together: status equals 200 and status equals 500.',
    remedy: 'Delete or change one of them; for «one of several» write { in: [a, b] }.',
  },
  PW3502: {
    title: 'An assertion that can never hold',
    meaning: 'No value satisfies it: a status beyond 599, a negative duration, an empty list.',
    example: 'The assertion size below 0 can never hold, so the probe would always be down.',
    remedy: 'Correct the number or the comparison.',
  },
  PW3503: {
    title: 'A degraded that never matters',
    meaning: 'Whatever misses this assertion also misses one that means down, so `else: degraded` decides nothing.',
    example:
      "'else: degraded' of «duration below 2s» never matters: whatever misses it also misses «duration below 1s», and the probe is down.",
    remedy: 'Make the degraded one the stricter of the two, or delete it.',
  },
  PW3504: {
    title: 'A JSON path that cannot be read',
    meaning:
      "Paths are $ and steps: .name, ['any name'], [0], [-1], [*]. Filters, slices and descents are not part of them.",
    example:
      'The JSON path $..id cannot be read at character 2: descents (..) are not part of the language: name each step.',
    remedy: 'Write the path in those steps.',
  },
  PW3505: {
    title: 'A value that is never seen',
    meaning: 'The fact has a closed set of values, and the expected one is not among them.',
    example: "The rcode is never 'NXDOMIAN'.",
    remedy: 'Write the value as proposed.',
  },
  PW3601: {
    title: 'A capture that is never used',
    meaning: 'A value is taken from a response, and no later step reads it.',
    example: "The capture 'token' is never used.",
    remedy: 'Use it in a later step, or delete it.',
  },
  PW3603: {
    title: 'A name that a capture cannot have',
    meaning: 'The name is not a plain word, is built in (timestamp, random), or is captured twice.',
    example: "The name 'token' is captured twice, so '${token}' would have two meanings.",
    remedy: 'Give the capture another name.',
  },
  PW3604: {
    title: 'Two steps of one name',
    meaning: 'Results, checks and messages name the step; two of one name could not be told apart.',
    example: "Two steps have the name 'log in'; results could not tell them apart.",
    remedy: 'Rename one of the two.',
  },
  PW3701: {
    title: 'A secret header in clear',
    meaning: 'A header that proves who is asking (Authorization, Cookie, X-Api-Key …) stands in the file as it is.',
    example:
      'The header Authorization is written in clear; it would be in the repository, in every clone and in the plan.',
    remedy: 'Name the secret, ${secret:NAME}, keep its value in .env or SSM, and replace the old one.',
  },
  PW3702: {
    title: 'A password or bearer token in clear',
    meaning: 'The credentials of `auth` stand in the file as they are.',
    example: 'A password is written in clear; it would be in the repository, in every clone and in the plan.',
    remedy: 'Name the secret, ${secret:NAME}, keep its value in .env or SSM, and replace the old one.',
  },
  PW3703: {
    title: 'A password in the target',
    meaning: 'The target holds user:password@, which is also printed, logged and compared.',
    example:
      'The password in the target is written in clear; it would be in the repository, in every clone and in the plan.',
    remedy: 'Use `auth: { basic: … }` or ${secret:NAME}, and replace the old password.',
  },
  PW3704: {
    title: 'A private key in clear',
    meaning: 'A key in PEM form stands in the file.',
    example: 'A private key is written in clear; it would be in the repository, in every clone and in the plan.',
    remedy: 'Name the secret, ${secret:NAME}, keep its value in .env or SSM, and replace the key.',
  },
  PW3705: {
    title: 'A known token in clear',
    meaning: 'A text has the form of a token of a well-known service (AWS, GitHub, Slack …).',
    example: 'A GitHub token is written in clear; it would be in the repository, in every clone and in the plan.',
    remedy: 'Name the secret, ${secret:NAME}, keep its value in .env or SSM, and revoke the old one.',
  },
  PW3706: {
    title: 'A secret field in clear',
    meaning: 'A field, parameter or line of a dialogue whose name says that it is secret stands in the file as it is.',
    example: "The field 'password' is written in clear; it would be in the repository, in every clone and in the plan.",
    remedy: 'Name the secret, ${secret:NAME}, keep its value in .env or SSM, and replace the old one.',
  },
} as const satisfies Record<string, CodeEntry>;
