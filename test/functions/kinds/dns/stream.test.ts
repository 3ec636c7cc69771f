import { expect, test } from 'vitest';
import { createQuery } from '../../../../functions/kinds/dns/query.ts';
import { askOverStream } from '../../../../functions/kinds/dns/stream.ts';
import { createTrace } from '../../../../functions/net/trace.ts';
import type { Wire } from '../../../../functions/net/wire.ts';
import { lendRun } from '../../../support/lent-run.ts';

test('an answer whose bytes come one by one needs no more memory and time', async () => {
  const wire = {
    read: async () => ({ bytes: Buffer.from([0xff]), atMs: 0 }),
    write: async () => 0,
    close() {},
  } as unknown as Wire;
  const run = lendRun();
  const query = createQuery({ query: 'shop.test', type: 'A', class: 'IN', recursion: true });
  const started = performance.now();
  const before = process.memoryUsage().rss;
  const asking = askOverStream(wire, query, createTrace(run.clock), run);
  await expect(asking).rejects.toMatchObject({ failure: { reason: 'answer_invalid' } });
  expect(performance.now() - started).toBeLessThan(1_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
});
