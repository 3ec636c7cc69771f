import { expect, test } from 'vitest';
import { createGate } from '../../../functions/keeper/gate.ts';
import type { Sink } from '../../../lib/model/delivery.ts';

const NOTHING = { samples: [], logs: [], spans: [] };

test('a closed gate keeps everything in the journal, an open one lets it through, and it can be closed again', async () => {
  let sent = 0;
  const sink: Sink = {
    name: 'remote-write',
    async send() {
      sent += 1;
      return { delivered: 3, rejected: [] };
    },
  };
  const gate = createGate();
  const guarded = gate.guard(sink);
  const send = () => guarded.send(NOTHING, new AbortController().signal);
  expect(await send()).toMatchObject({ delivered: 0, rejected: [], retry: { reason: 'a restore goes first' } });
  gate.open();
  expect(await send()).toEqual({ delivered: 3, rejected: [] });
  gate.close();
  expect((await send()).retry).toBeDefined();
  expect([guarded.name, sent]).toEqual(['remote-write', 1]);
});
