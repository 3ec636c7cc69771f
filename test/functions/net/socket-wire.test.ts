import { describe, expect, it } from 'vitest';
import { open } from '../../../functions/net/open.ts';
import { createTrace } from '../../../functions/net/trace.ts';
import type { Wire } from '../../../functions/net/wire.ts';
import type { PhaseName } from '../../../lib/model/failure.ts';
import type { Run } from '../../../lib/model/prober.ts';
import { lendRun } from '../../support/lent-run.ts';
import { serveTcp } from '../../support/tcp-server.ts';

async function wireTo(port: number, run: Run = lendRun()): Promise<Wire & AsyncDisposable> {
  const wire = await open({ host: '127.0.0.1', port, addressFamily: 'ip4' }, createTrace(run.clock), run);
  return Object.assign(wire, { [Symbol.asyncDispose]: async () => wire.close() });
}

describe('a wire', () => {
  it('reads what arrived in order, with the moment of arrival, and then the end, as often as it is asked', async () => {
    await using server = await serveTcp((socket) => socket.end('hello'));
    await using wire = await wireTo(server.port);
    const startMs = performance.now();
    const arrival = await wire.read();
    expect(arrival?.bytes.toString()).toBe('hello');
    expect(Math.abs((arrival?.atMs ?? 0) - startMs)).toBeLessThan(1_000);
    expect([await wire.read(), await wire.read()]).toEqual([undefined, undefined]);
  });

  it('reads again what was put back, before the rest', async () => {
    await using server = await serveTcp((socket) => socket.end('hello world'));
    await using wire = await wireTo(server.port);
    const { bytes = Buffer.alloc(0) } = (await wire.read()) ?? {};
    wire.unread(bytes.subarray(5));
    wire.unread(Buffer.from('HELLO'));
    wire.unread(Buffer.alloc(0));
    expect([(await wire.read())?.bytes.toString(), (await wire.read())?.bytes.toString()]).toEqual(['HELLO', ' world']);
    expect(await wire.read()).toBeUndefined();
  });

  it('gives bytes that stay the same when more arrive', async () => {
    await using server = await serveTcp((socket) => {
      socket.write('first');
      socket.once('data', () => socket.end('again'));
    });
    await using wire = await wireTo(server.port);
    const first = await wire.read();
    await wire.write('go on');
    await wire.read();
    expect(first?.bytes.toString()).toBe('first');
  });

  it('stops the flow while nobody reads, and lets it go on later, without a loss', async () => {
    const total = 12_000_000;
    await using server = await serveTcp((socket) => socket.end(Buffer.alloc(total, 'probe')));
    await using wire = await wireTo(server.port);
    let taken = (await wire.read())?.bytes.length ?? 0;
    const before = process.memoryUsage().arrayBuffers;
    await new Promise((resolve) => setTimeout(resolve, 60));
    // What a peer could push into memory is bounded by what was asked for, not by what it sends.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000);
    for (let arrival = await wire.read(); arrival; arrival = await wire.read()) taken += arrival.bytes.length;
    expect(taken).toBe(total);
  });

  it('says at what moment the kernel had what was written', async () => {
    await using server = await serveTcp((socket) => socket.resume());
    await using wire = await wireTo(server.port);
    const beforeMs = performance.now();
    const writtenMs = await wire.write('x');
    expect(writtenMs).toBeGreaterThanOrEqual(beforeMs);
    expect(writtenMs).toBeLessThanOrEqual(performance.now());
  });

  it.each([
    ['request', 'request_timeout'],
    ['processing', 'response_timeout'],
    ['transfer', 'transfer_timeout'],
    ['dialogue', 'dialogue_timeout'],
  ] as const)('books a time-out on the phase at hand: %s', async (phase, reason) => {
    await using server = await serveTcp(() => undefined);
    await using wire = await wireTo(server.port, lendRun({ timeoutMs: 40 }));
    wire.phase = phase;
    await expect(wire.read()).rejects.toMatchObject({ failure: { reason, phase } });
    await expect(wire.read()).rejects.toMatchObject({ failure: { reason, phase } });
    await expect(wire.write('late')).rejects.toMatchObject({ failure: { reason, phase } });
  });

  it.each([
    ['request', 'request_closed'],
    ['processing', 'response_reset'],
    ['transfer', 'transfer_reset'],
    ['dialogue', 'dialogue_reset'],
  ] as const satisfies readonly (readonly [PhaseName, string])[])(
    'books a reset on the phase at hand: %s',
    async (phase, reason) => {
      await using server = await serveTcp((socket) => {
        socket.write('almost', () => setImmediate(() => socket.resetAndDestroy()));
      });
      await using wire = await wireTo(server.port);
      wire.phase = phase;
      // A reset may overtake what came before it.
      const readAll = async () => {
        while (await wire.read());
      };
      await expect(readAll()).rejects.toMatchObject({ failure: { reason, phase } });
      await expect(wire.write('x')).rejects.toMatchObject({ failure: { phase } });
    },
  );

  it('rejects with the reason of an abort that is not for the time', async () => {
    await using server = await serveTcp(() => undefined);
    const controller = new AbortController();
    await using wire = await wireTo(server.port, lendRun({ signal: controller.signal }));
    const reading = wire.read();
    const reason = new Error('the shard is over');
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });

  it('is closed as often as one likes, and then neither reads nor writes', async () => {
    await using server = await serveTcp(() => undefined);
    const wire = await wireTo(server.port);
    wire.close();
    wire.close();
    await expect(wire.write('x')).rejects.toMatchObject({ failure: { reason: 'dialogue_closed' } });
  });
});
