import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { open } from '../../../functions/net/open.ts';
import { createTrace } from '../../../functions/net/trace.ts';
import { TargetFailure, type Trace } from '../../../functions/net/wire.ts';
import { type Failure, FaultError } from '../../../lib/model/failure.ts';
import type { Run } from '../../../lib/model/prober.ts';
import { lendRun } from '../../support/lent-run.ts';
import { createSilentPort } from '../../support/silent-port.ts';
import { serveTcp } from '../../support/tcp-server.ts';

async function openFailure(
  host: string,
  port: number,
  run: Run = lendRun(),
  trace: Trace = createTrace(run.clock),
): Promise<Failure> {
  try {
    const wire = await open({ host, port, addressFamily: 'prefer-ip4' }, trace, run);
    wire.close();
  } catch (error) {
    if (error instanceof TargetFailure) return error.failure;
    throw error;
  }
  throw new Error('the connection was opened');
}

async function closedPort(): Promise<number> {
  await using server = await serveTcp(() => undefined);
  return server.port;
}

describe('opening a connection', () => {
  it('tells `connect_refused` when nobody listens', async () => {
    const port = await closedPort();
    const run = lendRun();
    const trace = createTrace(run.clock);
    expect(await openFailure('127.0.0.1', port, run, trace)).toEqual({
      reason: 'connect_refused',
      phase: 'connect',
      message: `127.0.0.1:${port} refused the connection`,
    });
    expect(trace.address).toEqual({ ip: '127.0.0.1', family: 4, port });
    expect(trace.finish().phases.map(({ name }) => name)).toEqual(['resolve', 'connect']);
  });

  it('tells `connect_timeout` when no answer comes in time', async () => {
    await using silent = await createSilentPort();
    const run = lendRun({ timeoutMs: 100 });
    const trace = createTrace(run.clock);
    const failure = await openFailure('127.0.0.1', silent.port, run, trace);
    expect(failure).toMatchObject({ reason: 'connect_timeout', phase: 'connect' });
    expect(failure.message).toContain(`a connection to 127.0.0.1:${silent.port}`);
    expect(trace.finish().phases.find(({ name }) => name === 'connect')?.durationMs).toBeGreaterThan(80);
  });

  it('tells `connect_reset` when the connection is reset while it is being established', async () => {
    const server = await serveTcp(() => undefined);
    const run = lendRun();
    const trace = createTrace(run.clock);
    const begin = trace.begin;
    // A listener that closes resets what it has not accepted yet. The loop cannot accept before this tick is over.
    trace.begin = (name, atMs) => {
      begin(name, atMs);
      if (name === 'connect') process.nextTick(() => server[Symbol.asyncDispose]());
    };
    expect(await openFailure('127.0.0.1', server.port, run, trace)).toMatchObject({
      reason: 'connect_reset',
      phase: 'connect',
    });
  });

  it('tells `connect_unreachable` when there is no route', async () => {
    // The kernel connects no TCP to a group of machines, and sends nothing.
    expect(await openFailure('224.0.0.1', 80)).toEqual({
      reason: 'connect_unreachable',
      phase: 'connect',
      message: 'there is no route to 224.0.0.1:80 (ENETUNREACH)',
    });
  });

  it('is our fault, `PW5006`, where the address must not be probed, and connects to nothing', async () => {
    let connections = 0;
    await using server = await serveTcp(() => {
      connections += 1;
    });
    const run = lendRun({ refuse: (ip) => `${ip} is forbidden` });
    const opening = open({ host: 'localhost', port: server.port, addressFamily: 'ip4' }, createTrace(run.clock), run);
    await expect(opening).rejects.toThrow(FaultError);
    await expect(opening).rejects.toMatchObject({
      code: 'PW5006',
      message: 'localhost leads to 127.0.0.1: 127.0.0.1 is forbidden',
    });
    expect(connections).toBe(0);
  });

  it('asks the guard again about the address that it is really connected to', async () => {
    await using server = await serveTcp(() => undefined);
    const asked: string[] = [];
    const run = lendRun({
      refuse: (ip) => {
        asked.push(ip);
        return asked.length > 1 ? 'changed its mind' : undefined;
      },
    });
    // 0.0.0.0 is this machine, and the kernel says so once connected.
    const opening = open({ host: '0.0.0.0', port: server.port, addressFamily: 'ip4' }, createTrace(run.clock), run);
    await expect(opening).rejects.toMatchObject({ code: 'PW5006' });
    expect(asked).toEqual(['0.0.0.0', '127.0.0.1']);
  });

  it('is our fault, `PW5007`, when this machine is out of sockets', () => {
    const script = fileURLToPath(new URL('../../support/out-of-files.ts', import.meta.url));
    const said = execFileSync('sh', ['-c', 'ulimit -n 80; exec "$0" "$1"', process.execPath, script], {
      encoding: 'utf8',
    });
    expect(said.trim()).toMatch(
      /^PW5007 This machine ran out of file descriptors .* \(EMFILE\) while connecting to 127\.0\.0\.1:9$/,
    );
  });

  it('passes on why it was aborted when it was not for the time', async () => {
    await using silent = await createSilentPort();
    const controller = new AbortController();
    const reason = new Error('the shard is over');
    const run = lendRun({ signal: controller.signal });
    const opening = openFailure('127.0.0.1', silent.port, run);
    setImmediate(() => controller.abort(reason));
    await expect(opening).rejects.toBe(reason);
    await expect(openFailure('127.0.0.1', silent.port, run)).rejects.toBe(reason);
  });

  it('connects over IPv6 and writes such addresses in brackets', async () => {
    await using server = await serveTcp((socket) => socket.end('hello'), '::1');
    const run = lendRun();
    const trace = createTrace(run.clock);
    const wire = await open({ host: '::1', port: server.port, addressFamily: 'ip6' }, trace, run);
    expect((await wire.read())?.bytes.toString()).toBe('hello');
    expect(await wire.read()).toBeUndefined();
    wire.close();
    expect(trace.address).toEqual({ ip: '::1', family: 6, port: server.port });
  });
});
