import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { holderOf } from '../../../functions/local/port-holder.ts';
import { makeFolder } from '../../support/folder.ts';
import { startTestLocal } from '../../support/local-runner.ts';

test('a taken port is refused with who has it and what to change', async () => {
  const first = await startTestLocal(await makeFolder(), []);
  const again = startTestLocal(await makeFolder(), [], { listen: { host: '127.0.0.1', port: first.port } });
  await expect(again).rejects.toThrow(
    new RegExp(
      `127\\.0\\.0\\.1:${first.port} is taken by process ${process.pid} \\(.+\\)\\. Stop it, or choose another port: --listen 127\\.0\\.0\\.1:${first.port + 1}`,
    ),
  );
});

test('nobody has a free port', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  onTestFinished(() => void server.close());
  expect(await holderOf(port)).toMatch(new RegExp(`^process ${process.pid} `));
  await new Promise((resolve) => server.close(resolve));
  expect(await holderOf(port)).toBeUndefined();
});

test('an address that this machine does not have is refused in words', async () => {
  const start = startTestLocal(await makeFolder(), [], { listen: { host: '192.0.2.1', port: 0 } });
  await expect(start).rejects.toThrow("'192.0.2.1' is no address of this machine.");
});
