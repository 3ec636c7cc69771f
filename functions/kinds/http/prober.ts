import { FaultError } from '../../../lib/model/failure.ts';
import type { Seen } from '../../../lib/model/observation.ts';
import type { Kind, Run } from '../../../lib/model/prober.ts';
import type { HttpSettings } from '../../../lib/model/settings.ts';
import { targetFailure } from '../../net/failures.ts';
import { fieldValues } from '../../net/http-fields.ts';
import type { ReadHead } from '../../net/http-response-head.ts';
import { createTrace } from '../../net/trace.ts';
import { TargetFailure, type Trace, type Wire } from '../../net/wire.ts';
import { absence, fact } from './checks.ts';
import type { CookieJar } from './cookie-jar.ts';
import { excerpt } from './excerpt.ts';
import { ask, connectFor, fetchBody } from './exchange.ts';
import { firstHop, type Hop, locationOf, nextHop } from './hop.ts';
import { requestOf } from './request.ts';
import { type Sight, seenOf } from './sight.ts';
import { isHttp, redactUrl, requestUrl, withoutQuery } from './url.ts';

interface Chain {
  readonly settings: HttpSettings;
  readonly run: Run;
  readonly trace: Trace;
  readonly first: URL;
  readonly sight: Sight;
}

/**
 * Asks over HTTP/1.1, with a fresh connection for every request, and follows redirects. What is seen is what
 * blackbox_exporter sees: durations are summed over the hops, `transfer` is the last hop's, `address` and the look-up
 * are the target's own, certificate and status the final response's.
 */
async function observe(target: string, settings: HttpSettings, run: Run): Promise<Seen<'http'>> {
  const first = requestUrl(target, settings.path);
  const trace = createTrace(run.clock);
  const sight: Sight = { url: first, method: settings.method, redirects: 0, body: new Uint8Array() };
  const chain: Chain = { settings, run, trace, first, sight };
  try {
    let hop: Hop | undefined = firstHop(first, settings);
    while (hop) hop = await take(hop, chain);
  } catch (error) {
    if (!(error instanceof TargetFailure)) throw error;
    sight.failure = error.failure;
  }
  return seenOf(sight, trace.finish(), trace);
}

const JAR = 'http.cookies';

/** Steps of one attempt share their cookies; the jar is loaded for the first that is set. */
function jarOf({ scratch }: Run): CookieJar | undefined {
  return scratch.get(JAR) as CookieJar | undefined;
}

async function keepCookies({ headers }: ReadHead['head'], { url }: Hop, run: Run): Promise<void> {
  const set = fieldValues(headers, 'set-cookie');
  if (set.length === 0) return;
  const jar = jarOf(run) ?? new (await import('./cookie-jar.ts')).CookieJar();
  run.scratch.set(JAR, jar);
  jar.store(set, url, run.clock.now());
}

/** The header that lets the target's spans join ours, for hosts that are to be told. */
async function traceparentFor({ url }: Hop, { settings, run, first }: Chain): Promise<string | undefined> {
  const { traceHosts } = settings;
  return traceHosts && (await import('./traceparent.ts')).traceparentOf(url, first, traceHosts, run.span);
}

/** One request; the next one where its response redirects. */
async function take(hop: Hop, chain: Chain): Promise<Hop | undefined> {
  const { settings, run, trace, sight } = chain;
  sight.url = hop.url;
  sight.method = hop.method;
  delete sight.head;
  delete trace.tls;
  const traceparent = await traceparentFor(hop, chain);
  const wire = await connected(hop, chain);
  try {
    const cookies = jarOf(run)?.cookiesFor(hop.url, run.clock.now()) ?? [];
    const request = requestOf(hop, settings, cookies, traceparent);
    const read = await ask(wire, request, trace);
    sight.head = read.head;
    await keepCookies(read.head, hop, run);
    const location = locationOf(read.head.status, read.head.headers);
    if (location !== undefined && settings.maxRedirects > 0) return redirected(hop, read.head.status, location, chain);
    if (location !== undefined) sight.redirects += 1;
    await judgeable(wire, read, chain);
    return undefined;
  } finally {
    wire.close();
  }
}

async function connected(hop: Hop, { settings, run, trace, sight }: Chain): Promise<Wire> {
  try {
    return await connectFor(hop, settings, trace, run);
  } catch (error) {
    const local = error instanceof FaultError && (error.code === 'PW5006' || error.code === 'PW5008');
    if (hop.index === 0 || !local) throw error;
    const message = `a redirect leads to ${redactUrl(hop.url)}, which is not to be asked from here: ${error.message}`;
    throw targetFailure('redirect_invalid', 'processing', message, error);
  } finally {
    if (hop.index === 0 && trace.address) sight.address = trace.address;
  }
}

function redirected(hop: Hop, status: number, location: string, { settings, first, sight }: Chain): Hop {
  const url = URL.parse(location, hop.url.href);
  if (!url || !isHttp(url.protocol.slice(0, -1))) {
    const message = `the response ${status} redirects to «${withoutQuery(location)}», which is no http or https address`;
    throw targetFailure('redirect_invalid', 'processing', message);
  }
  sight.redirects += 1;
  const { maxRedirects } = settings;
  if (sight.redirects <= maxRedirects) return nextHop(hop, status, location, url, first);
  const message = `redirected ${sight.redirects} times, at most ${maxRedirects} are followed; the last one leads to ${redactUrl(url)}`;
  throw targetFailure('redirect_limit', 'processing', message);
}

/** Reads the body of the response that is judged. That of a redirect which is not to be followed is no metric, as in blackbox_exporter. */
async function judgeable(wire: Wire, read: ReadHead, { settings, trace, sight }: Chain): Promise<void> {
  const { bytes, failure } = await fetchBody(wire, read, sight.method, settings, trace);
  sight.body = bytes;
  if (sight.redirects <= settings.maxRedirects) sight.bodyBytes = bytes.length;
  if (failure) throw new TargetFailure(failure);
}

/** Few probes have steps that take anything from a response. */
const capture: NonNullable<Kind<'http'>['capture']> = async (...what) =>
  (await import('./capture.ts')).capture(...what);

export const httpKind: Kind<'http'> = { observe, fact, absence, capture, excerpt };
