import type { Assertion } from '../../lib/model/assertion.ts';
import type { Observation, Seen } from '../../lib/model/observation.ts';
import type { Probe, StepOf } from '../../lib/model/probe.ts';
import type { Kind, KindTable, Run } from '../../lib/model/prober.ts';
import type { HttpSettings, ProbeKind } from '../../lib/model/settings.ts';

/** What a tiny kind sees: written in the test, in place of a server. */
export interface Glimpse extends Partial<Omit<Observation<'http'>, 'facts'>> {
  readonly status?: number;
  readonly url?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}
export type Look = (target: string, settings: HttpSettings, run: Run) => Glimpse | Promise<Glimpse>;

/** A small kind with http's settings, whose every look is a function of the test. */
export function tinyKind(look: Look): Kind<'http'> {
  return {
    async observe(target, settings, run) {
      return seenOf(await look(target, settings, run));
    },
    fact: tinyFact,
    async capture({ from }, seen, run) {
      if ('header' in from) return seen.evidence.headers.find(([name]) => name === from.header)?.[1];
      if ('json' in from) return undefined;
      return (await run.matcher(from.body))(textOf(seen))?.[1];
    },
    excerpt: (seen) => ({ headers: seen.evidence.headers, body: textOf(seen) }),
  };
}

export function seenOf({ status, url, headers = [], body = '', ...observation }: Glimpse): Seen<'http'> {
  return {
    observation: {
      phases: [],
      durationMs: 1,
      lagMs: 0,
      boundMs: 0,
      ...observation,
      facts: {
        redirects: 0,
        secure: false,
        ...(status !== undefined && { status }),
        ...(url !== undefined && { url }),
      },
    },
    evidence: { headers, body: Buffer.from(body) },
  };
}

function tinyFact({ subject, field }: Assertion, seen: Seen<'http'>) {
  if (subject === 'status') return seen.observation.facts.status;
  if (subject === 'url') return seen.observation.facts.url;
  if (subject === 'redirects') return seen.observation.facts.redirects;
  if (subject === 'version') return seen.observation.facts.version;
  const values = seen.evidence.headers.filter(([name]) => name === field).map(([, value]) => value);
  if (subject === 'header') return values.length === 0 ? undefined : values;
  if (subject === 'size') return seen.evidence.body.byteLength;
  return textOf(seen) === '' ? undefined : textOf(seen);
}

const textOf = (seen: Seen<'http'>) => Buffer.from(seen.evidence.body).toString();

/** A table in which every kind is the one given. */
export function kindTable(kind: Kind<'http'>): KindTable {
  const refuse = (name: ProbeKind) => () => Promise.reject(new TypeError(`no test asks for kind ${name}`));
  return { http: () => Promise.resolve(kind), tcp: refuse('tcp'), tls: refuse('tls'), dns: refuse('dns') };
}

export type HttpProbe = Extract<Probe, { kind: 'http' }>;
export type HttpStep = StepOf<'http'>;

export function stepOf(step: Partial<HttpStep> = {}): HttpStep {
  return { settings: settingsOf(), expect: [], capture: [], ...step };
}

export function settingsOf(settings: Partial<HttpSettings> = {}): HttpSettings {
  return {
    method: 'GET',
    headers: [],
    maxRedirects: 10,
    maxBodyBytes: 10_485_760,
    addressFamily: 'prefer-ip4',
    tls: { verify: true, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
    ...settings,
  };
}

export function probeOf(probe: Partial<HttpProbe> = {}): HttpProbe {
  return {
    name: 'front',
    kind: 'http',
    target: 'http://shop.test/',
    instance: 'http://shop.test/',
    job: 'probewright',
    intervalMs: 60_000,
    timeoutMs: 10_000,
    locations: ['here'],
    labels: {},
    steps: [stepOf()],
    retry: { attempts: 1, afterMs: 0, reasons: [] },
    enabled: true,
    muted: false,
    allowLinkLocal: false,
    source: { file: 'probes/shop.probe.yaml', line: 1, column: 1 },
    ...probe,
  };
}
