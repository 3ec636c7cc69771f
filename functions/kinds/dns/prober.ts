import { FaultError } from '../../../lib/model/failure.ts';
import type { Seen } from '../../../lib/model/observation.ts';
import type { Kind, Run } from '../../../lib/model/prober.ts';
import type { DnsSettings } from '../../../lib/model/settings.ts';
import { open } from '../../net/open.ts';
import { resolveAddress } from '../../net/resolve.ts';
import { createTrace } from '../../net/trace.ts';
import { type OpenRequest, TargetFailure, type Trace } from '../../net/wire.ts';
import { fact } from './checks.ts';
import { excerpt } from './excerpt.ts';
import { requestFailure } from './failures.ts';
import type { Message } from './message.ts';
import { createQuery, type Query } from './query.ts';
import { type Reply, toSeen } from './seen.ts';
import { askOverStream } from './stream.ts';
import { parseServer, type ServerPlace } from './target.ts';
import { askOverUdp, type UdpServer } from './udp.ts';

/** Asks a DNS server one question, over UDP, TCP or TLS (RFC 1035, RFC 7858). */
export const dnsKind: Kind<'dns'> = { observe, fact, excerpt };

async function observe(target: string, settings: DnsSettings, run: Run): Promise<Seen<'dns'>> {
  const place = parseServer(target, settings.transport);
  const query = createQuery(settings);
  const trace = createTrace(run.clock);
  const reply: Reply = {};
  try {
    if (settings.transport === 'udp') await askUdpFirst(place, settings, query, trace, run, reply);
    else reply.message = await askStream(place, settings, query, trace, run);
  } catch (error) {
    if (!(error instanceof TargetFailure)) throw error;
    reply.failure = error.failure;
  }
  return toSeen(settings, trace, trace.finish(), reply);
}

async function askStream(
  place: ServerPlace,
  settings: DnsSettings,
  query: Query,
  trace: Trace,
  run: Run,
): Promise<Message> {
  const request: OpenRequest = { ...place, addressFamily: settings.addressFamily };
  const secure = settings.transport === 'tls' ? { tls: { settings: settings.tls, host: place.host } } : {};
  return askOverStream(await open({ ...request, ...secure }, trace, run), query, trace, run);
}

/** RFC 7766: what does not fit into a datagram is asked for again over TCP. */
async function askUdpFirst(
  place: ServerPlace,
  settings: DnsSettings,
  query: Query,
  trace: Trace,
  run: Run,
  reply: Reply,
): Promise<void> {
  const server = await locate(place, settings, trace, run);
  reply.message = await askOverUdp(server, query, trace, run);
  if (!reply.message.flags.includes('tc')) return;
  if (!settings.retryOverTcp) {
    throw requestFailure('answer_truncated', 'the answer was truncated, and retryOverTcp is off');
  }
  run.log('info', 'the answer was truncated: asking again over TCP');
  // The time that this takes belongs to the request; the connection's own phases are not told apart.
  const second = createTrace(run.clock);
  trace.begin('request');
  try {
    const wire = await open({ host: server.ip, port: server.port, addressFamily: `ip${server.family}` }, second, run);
    reply.message = await askOverStream(wire, query, second, run);
    reply.overTcp = true;
  } catch (error) {
    if (!(error instanceof TargetFailure)) throw error;
    const why = `the answer was truncated, and asking again over TCP failed: ${error.message}`;
    throw requestFailure('answer_truncated', why, error);
  } finally {
    const { lagMs, boundMs } = second.finish();
    trace.lag(lagMs, boundMs);
    trace.end('request');
  }
}

async function locate(place: ServerPlace, settings: DnsSettings, trace: Trace, run: Run): Promise<UdpServer> {
  const start = run.clock.elapsed();
  trace.begin('resolve', start);
  try {
    const { ip, family } = await resolveAddress(place.host, settings.addressFamily, run);
    const refusal = run.refuse(ip);
    if (refusal !== undefined) {
      throw new FaultError('PW5006', place.host === ip ? refusal : `${place.host} leads to ${ip}: ${refusal}`);
    }
    trace.address = { ip, family, port: place.port };
    return { ip, family, port: place.port };
  } finally {
    const end = run.clock.elapsed();
    trace.lookupMs = end - start;
    trace.end('resolve', end);
  }
}
