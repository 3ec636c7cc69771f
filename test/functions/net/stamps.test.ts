import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type EventStamp, stampEvent } from '../../../functions/net/stamps.ts';
import { serveTcp } from '../../support/tcp-server.ts';

const clock = { now: () => Date.now(), elapsed: () => performance.now() };

/** Holds the loop, as a busy process does. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('stamps of events', () => {
  it('are one for all that one poll brings, however long each is worked on', async () => {
    const peers: Socket[] = [];
    await using server = await serveTcp((socket) => peers.push(socket));
    const sockets = Array.from({ length: 5 }, () => connect(server.port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await expect.poll(() => peers.length).toBe(5);
    const stamps: EventStamp[] = [];
    const noticed: number[] = [];
    const arrived = sockets.map((socket) => {
      socket.on('data', () => {
        stamps.push(stampEvent(clock));
        noticed.push(performance.now());
        block(5);
      });
      return once(socket, 'data');
    });
    // On loopback the kernel has delivered all of it before the loop polls again.
    for (const peer of peers) peer.write('pong');
    await Promise.all(arrived);
    for (const socket of sockets) socket.destroy();
    expect(new Set(stamps.map(({ atMs }) => atMs)).size).toBe(1);
    for (const [index, stamp] of stamps.entries()) {
      // Taken together they are the moment of noticing, which the test takes a little later.
      expect(stamp.atMs + stamp.lagMs).toBeLessThanOrEqual(noticed[index] ?? 0);
      expect(stamp.boundMs).toBeGreaterThanOrEqual(0.1);
    }
    for (const [index, stamp] of stamps.entries()) expect(stamp.lagMs).toBeGreaterThanOrEqual(index * 4.5);
  });

  it('are taken anew after the poll', async () => {
    const first = await new Promise<EventStamp>((resolve) => setImmediate(() => resolve(stampEvent(clock))));
    await new Promise(setImmediate);
    block(3);
    const second = stampEvent(clock);
    expect(second.atMs - first.atMs).toBeGreaterThanOrEqual(3);
    expect(second.lagMs).toBeLessThan(1);
    await new Promise(setImmediate);
  });

  it('that are asked for outside the poll phase do not reach into the next poll', async () => {
    let peer: Socket | undefined;
    await using server = await serveTcp((socket) => {
      peer = socket;
    });
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    await expect.poll(() => peer).toBeDefined();
    const stamped = new Promise<readonly [EventStamp, number]>((resolve) => {
      socket.once('data', () => resolve([stampEvent(clock), performance.now()]));
    });
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        stampEvent(clock);
        peer?.write('x');
        block(30);
        resolve();
      });
    });
    const [{ atMs, lagMs }, noticedMs] = await stamped;
    expect(lagMs).toBeLessThan(15);
    expect(noticedMs - atMs).toBeLessThan(15);
    socket.destroy();
  });

  it('are sure to a tenth of a millisecond when the loop slept, else to the time since the last', async () => {
    await using server = await serveTcp((socket) => socket.on('data', (bytes) => socket.write(bytes)));
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    const stampOfEcho = async () => {
      const stamped = new Promise<EventStamp>((resolve) => socket.once('data', () => resolve(stampEvent(clock))));
      socket.write('x');
      return stamped;
    };
    await stampOfEcho();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await stampOfEcho()).boundMs).toBe(0.1);
    // The echo is back long before the loop is free again, and nothing tells when.
    const late = stampOfEcho();
    await new Promise(setImmediate);
    block(20);
    const { boundMs } = await late;
    expect(boundMs === 0.1 || boundMs >= 15).toBe(true);
    socket.destroy();
  });
});
