import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { takenPorts } from '../../../bin/backend/taken-ports.ts';
import { machineAddresses } from '../../../lib/backend/addresses.ts';
import { freePorts } from '../../support/real-program.ts';

async function listenSomewhere(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('a port that is taken is told with who has it, and only where a part needs it', async () => {
  const taken = await listenSomewhere();
  const [free = 0] = await freePorts(1);
  const addresses = machineAddresses((port) => (port === 'prometheus.http' ? taken : free));
  const [words, ...more] = await takenPorts(addresses, ['prometheus', 'loki']);
  expect(words).toMatch(
    new RegExp(
      `^127\\.0\\.0\\.1:${taken}, where prometheus is to listen, is taken by process ${process.pid} \\(.*node`,
    ),
  );
  expect(more).toEqual([]);
  expect(await takenPorts(addresses, ['loki', 'query'])).toEqual([]);
});

test('an address that this machine has not is told with the reason', async () => {
  const usual = machineAddresses();
  const nowhere = { listen: '192.0.2.1:9090', reach: '192.0.2.1:9090' };
  expect(await takenPorts({ ...usual, 'prometheus.http': nowhere }, ['prometheus'])).toEqual([
    '192.0.2.1:9090, where prometheus is to listen, is not to be had (EADDRNOTAVAIL)',
  ]);
});
