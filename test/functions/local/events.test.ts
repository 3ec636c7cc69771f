import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ProbeSummary, ProbesAnswer } from '../../../functions/local/api.ts';
import { makeFolder } from '../../support/folder.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { startTarget, startTestLocal, until } from '../../support/local-runner.ts';

interface Event {
  readonly event: string;
  readonly data: unknown;
}

/** Follows the events as a browser does. */
async function follow(port: number): Promise<Event[]> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await fetch(`http://127.0.0.1:${port}/api/events`, { signal: stop.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events: Event[] = [];
  void read(response, events).catch(() => undefined);
  return events;
}

async function read(response: Response, events: Event[]): Promise<void> {
  let text = '';
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (text + part).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (event !== undefined) events.push({ event, data: JSON.parse(data ?? '') });
    }
  }
}

test('a run and a new set reach every open page by themselves', async () => {
  const target = await startTarget();
  const { port, ask, ...runner } = await startTestLocal(await makeFolder(), [httpProbe('shop', target.url)]);
  const pages = [await follow(port), await follow(port)];
  target.status = 500;
  await ask('/api/probes/shop/run', { method: 'POST' });
  for (const events of pages) {
    const { data } = await until(() => events.find(({ event }) => event === 'probes'));
    expect(data as ProbeSummary[]).toMatchObject([
      { name: 'shop', state: 'down', failure: { reason: 'status_unexpected' } },
    ]);
  }
  runner.set([httpProbe('other', target.url, { enabled: false })]);
  await ask('/-/reload', { method: 'POST' });
  for (const events of pages) {
    const { data } = await until(() => events.find(({ event }) => event === 'set'));
    expect((data as ProbesAnswer).probes.map(({ name }) => name)).toEqual(['other']);
  }
});

test('a page that does not read is cut off, and the others go on', async () => {
  const probes = Array.from({ length: 200 }, (_, i) => httpProbe(`p${i}`, 'http://127.0.0.1:1/', { enabled: false }));
  const bulky = probes.map((probe) => ({ ...probe, labels: { text: 'x'.repeat(10_000) } }));
  const { port, ask } = await startTestLocal(await makeFolder(), bulky);
  const slow = connect(port, '127.0.0.1');
  onTestFinished(() => void slow.destroy());
  slow.on('error', () => undefined);
  slow.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => slow.once('data', resolve));
  slow.pause();
  const events = await follow(port);
  const dropped = async () =>
    (await ask('/metrics')).body.toString().includes('probewright_live_clients_dropped_total 1');
  await until(async () => {
    await ask('/-/reload', { method: 'POST' });
    return await dropped();
  });
  const before = events.length;
  await ask('/-/reload', { method: 'POST' });
  await until(() => events.length > before);
  expect((await ask('/metrics')).body.toString()).toContain('probewright_live_clients 1\n');
});
