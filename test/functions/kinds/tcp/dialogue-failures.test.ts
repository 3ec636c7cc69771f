import { describe, expect, it } from 'vitest';
import { tcpKind } from '../../../../functions/kinds/tcp/prober.ts';
import { pattern, probeTcp } from '../../../support/tcp-probe.ts';
import { serveTcp } from '../../../support/tcp-server.ts';

describe('a dialogue that fails', () => {
  it('tells `dialogue_mismatch` when the target closes and had said something else', async () => {
    await using server = await serveTcp((socket) => socket.end('hello\nERROR :closing link\n'));
    const { observation, evidence } = await probeTcp(server.port, [{ expect: pattern('^:[^ ]+ 001') }]);
    expect(observation.failure).toEqual({
      reason: 'dialogue_mismatch',
      phase: 'dialogue',
      message:
        'the target closed the connection and had not sent a line that matches ^:[^ ]+ 001; its last line was "ERROR :closing link"',
    });
    expect(observation.facts).toMatchObject({ failedDueToPattern: true, failedDueToBytes: false });
    expect(evidence.text).toBe('hello\nERROR :closing link\n');
    expect(tcpKind.excerpt({ observation, evidence })).toEqual({ body: 'hello\nERROR :closing link\n' });
  });

  it('tells `dialogue_mismatch` when other bytes come', async () => {
    await using server = await serveTcp((socket) => socket.write('PANG'));
    const { observation } = await probeTcp(server.port, [{ expectBytes: 'PONG' }]);
    expect(observation.failure).toMatchObject({
      reason: 'dialogue_mismatch',
      message: 'the target sent "PANG" instead of "PONG"',
    });
    expect(observation.facts).toMatchObject({ failedDueToPattern: false, failedDueToBytes: true });
  });

  it('tells `dialogue_closed` when the target closes without a word', async () => {
    await using server = await serveTcp((socket) => socket.end());
    const { observation } = await probeTcp(server.port, [{ expect: pattern('never') }]);
    expect(observation.failure).toMatchObject({ reason: 'dialogue_closed', phase: 'dialogue' });
    // As blackbox_exporter counts it: the stream ended without a match.
    expect(observation.facts.failedDueToPattern).toBe(true);
  });

  it('tells `dialogue_closed` when the target closes amid the bytes', async () => {
    await using server = await serveTcp((socket) => socket.end('PO'));
    const { observation } = await probeTcp(server.port, [{ expectBytes: 'PONG' }]);
    expect(observation.failure).toMatchObject({
      reason: 'dialogue_closed',
      message: 'the target closed the connection after 2 of the 4 bytes of "PONG"',
    });
    expect(observation.facts.failedDueToBytes).toBe(false);
  });

  it('tells `dialogue_reset` when the target resets', async () => {
    await using server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { observation } = await probeTcp(server.port, [{ send: 'hello' }, { expect: pattern('never') }]);
    expect(observation.failure).toMatchObject({ reason: 'dialogue_reset', phase: 'dialogue' });
    expect(observation.facts.failedDueToPattern).toBe(false);
  });

  it('tells `dialogue_timeout` when what it waits for does not come, also where other lines keep coming', async () => {
    await using server = await serveTcp((socket) => {
      const timer = setInterval(() => socket.write('noise\n'), 5);
      socket.once('close', () => clearInterval(timer));
    });
    const { observation, evidence } = await probeTcp(server.port, [{ expect: pattern('never') }], { timeoutMs: 100 });
    expect(observation.failure).toEqual({
      reason: 'dialogue_timeout',
      phase: 'dialogue',
      message: 'a line that matches never did not come in time; the last line was "noise"',
    });
    expect(observation.facts.failedDueToPattern).toBe(false);
    expect(evidence.text).toMatch(/^(noise\n)+$/);
  });

  it('tells `dialogue_timeout` when the target takes nothing', async () => {
    await using server = await serveTcp((socket) => socket.pause());
    const moves = [{ send: 'x'.repeat(20_000_000) }];
    const { observation } = await probeTcp(server.port, moves, { timeoutMs: 300 });
    expect(observation.failure).toMatchObject({ reason: 'dialogue_timeout', phase: 'dialogue' });
  });

  it('tells `dialogue_too_long` when the target says more than may be read, and reads no more than a little over it', async () => {
    await using server = await serveTcp((socket) => {
      const flood = () => {
        while (!socket.destroyed && socket.write('x'.repeat(16_384)));
      };
      socket.on('drain', flood);
      flood();
    });
    const { observation, evidence } = await probeTcp(server.port, [{ expect: pattern('never') }], {
      maxReadBytes: 100_000,
    });
    expect(observation.failure).toEqual({
      reason: 'dialogue_too_long',
      phase: 'dialogue',
      message: 'the target sent more than the 100000 bytes that the dialogue may read (maxReadBytes)',
    });
    expect(evidence.text.length).toBeLessThan(300_000);
    expect(tcpKind.excerpt({ observation, evidence })).toEqual({ body: 'x'.repeat(4096), cut: true });
  });
});
