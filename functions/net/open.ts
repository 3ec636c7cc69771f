import { connect, type Socket } from 'node:net';
import { FaultError } from '../../lib/model/failure.ts';
import type { Run } from '../../lib/model/prober.ts';
import { connectError, targetFailure } from './failures.ts';
import { type ResolvedAddress, resolveAddress } from './resolve.ts';
import { type Incoming, SocketWire } from './socket-wire.ts';
import { stampEvent } from './stamps.ts';
import { Waits } from './waits.ts';
import type { Open, OpenRequest, Trace } from './wire.ts';

/** All sockets read into it, one after the other: what it holds is copied before the next one can. */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

/** Resolves the name, connects to one address over TCP, and shakes hands where asked; nothing is left open when it throws. */
export const open: Open = async (request, trace, run) => {
  const address = await resolve(request, trace, run);
  refuseWhere(run, address.ip, request.host);
  const wire = await connectTo(address, request, trace, run);
  if (!request.tls) return wire;
  try {
    await wire.startTls(request.tls);
    return wire;
  } catch (error) {
    wire.close();
    throw error;
  }
};

async function resolve({ host, port, addressFamily }: OpenRequest, trace: Trace, run: Run): Promise<ResolvedAddress> {
  const startMs = run.clock.elapsed();
  trace.begin('resolve', startMs);
  try {
    const address = await resolveAddress(host, addressFamily, run);
    trace.address = { ...address, port };
    return address;
  } finally {
    const endMs = run.clock.elapsed();
    trace.end('resolve', endMs);
    trace.lookupMs ??= endMs - startMs;
  }
}

function refuseWhere(run: Run, ip: string, host: string): void {
  const why = run.refuse(ip);
  if (why === undefined) return;
  throw new FaultError('PW5006', host === ip ? why : `${host} leads to ${ip}: ${why}`);
}

async function connectTo(
  { ip }: ResolvedAddress,
  { host, port }: OpenRequest,
  trace: Trace,
  run: Run,
): Promise<SocketWire> {
  const where = host === ip ? hostPort(ip, port) : `${host} (${hostPort(ip, port)})`;
  const waits = new Waits(run.signal);
  const incoming: Incoming = { receive: () => undefined };
  const receive = (length: number) => {
    incoming.receive(Buffer.from(READ_BUFFER.subarray(0, length)));
    return true;
  };
  let socket: Socket | undefined;
  try {
    socket = await waits.until<Socket>('connect', `a connection to ${where}`, (resolve, reject) => {
      const onread = { buffer: READ_BUFFER, callback: receive };
      const opening = connect({ host: ip, port, autoSelectFamily: false, allowHalfOpen: true, noDelay: true, onread });
      socket = opening;
      opening.once('connectionAttempt', () => trace.begin('connect'));
      opening.once('error', (error) => reject(connectError(error, where)));
      opening.once('connect', () => {
        const { atMs, lagMs, boundMs } = stampEvent(run.clock);
        trace.end('connect', atMs);
        trace.lag(lagMs, boundMs);
        resolve(opening);
      });
      opening.pause();
    });
    const reached = socket.remoteAddress ?? ip;
    refuseWhere(run, reached, host);
    if (isItself(socket)) throw targetFailure('connect_refused', 'connect', `${where} refused the connection`);
    return new SocketWire({ socket, incoming, run, trace, waits, where });
  } catch (error) {
    trace.end('connect');
    waits.dispose();
    socket?.destroy();
    throw error;
  }
}

/** On one machine a connection to a closed port may meet itself (RFC 9293 §3.5, simultaneous open): nobody listens there. */
function isItself({ localPort, remotePort, localAddress, remoteAddress }: Socket): boolean {
  return localPort === remotePort && localAddress === remoteAddress && localPort !== undefined;
}

/** An address with its port; IPv6 in brackets. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
