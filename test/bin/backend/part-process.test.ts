import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PartProcess, type PartProcessOptions } from '../../../bin/backend/part-process.ts';
import type { Part } from '../../../lib/backend/parts.ts';
import { makeFolder } from '../../support/folder.ts';
import { until } from '../../support/local-runner.ts';
import { freePorts } from '../../support/real-program.ts';

/** A program that does as its first line says, before it serves 200 at its port. */
const PROGRAM = `#!${process.execPath}
const [port, how] = process.argv.slice(2);
if (how === 'end') process.exit(7);
if (how === 'ignore') process.on('SIGTERM', () => console.log('not now'));
const { createServer } = require('node:http');
createServer((request, response) => how !== 'silent' && response.end('ok')).listen(Number(port), '127.0.0.1', () => console.log('listens'));
`;

async function makePart(how: string, changes: Partial<PartProcessOptions> = {}, graceSeconds = 30) {
  const folder = await makeFolder();
  const path = join(folder, 'program.cjs');
  await writeFile(path, PROGRAM);
  await chmod(path, 0o755);
  const [port] = await freePorts(1);
  const lines: string[] = [];
  const part: Part = {
    ...{ name: 'store', image: '', environment: {}, after: [], memoryMb: 1, hasData: false, user: '0' },
    args: [String(port), how],
    ready: { port: 'store.http', path: '/' },
    graceSeconds,
  };
  const process_ = new PartProcess({
    part,
    path,
    environment: { PATH: process.env.PATH },
    readyUrl: `http://127.0.0.1:${port}/`,
    onLine: (line) => void lines.push(line),
    onState: () => undefined,
    onEnded: async () => undefined,
    ...changes,
  });
  onTestFinished(() => process_.stop());
  return { part: process_, lines };
}

test('a part that needs one which is never ready can be stopped all the same', async () => {
  const first = await makePart('silent');
  const second = await makePart('serve');
  first.part.start([]);
  second.part.start([first.part.ready]);
  await until(() => first.lines.includes('listens'));
  await second.part.stop();
  expect([second.part.state, second.part.pid]).toEqual(['stopped', undefined]);
  expect(first.part.state).toBe('starting');
});

test('a program that cannot be started is told in words, tried again, and can be stopped', async () => {
  const { part, lines } = await makePart('serve', { path: '/nowhere/prometheus' });
  part.start([]);
  await until(() => part.restarts > 0);
  expect(lines[0]).toBe('ended (spawn /nowhere/prometheus ENOENT); it is started again in 0.5 s');
  await part.stop();
  expect(part.state).toBe('stopped');
});

test('a program that ends is started again, after a pause that doubles, when whoever must know does', async () => {
  const heard: string[] = [];
  const { part, lines } = await makePart('end', {
    onEnded: async () => {
      heard.push(part.state);
    },
  });
  part.start([]);
  await until(() => part.restarts >= 2);
  expect(lines.slice(0, 2)).toEqual([
    'ended (exit code 7); it is started again in 0.5 s',
    'ended (exit code 7); it is started again in 1 s',
  ]);
  expect(heard.slice(0, 2)).toEqual(['failed', 'failed']);
});

test('a part that is told to stop while it is to be started again stays down', async () => {
  const ended = Promise.withResolvers<void>();
  const { part } = await makePart('end', {
    onEnded: async () => ended.resolve(),
  });
  part.start([]);
  await ended.promise;
  const { pid } = part;
  await part.stop();
  expect([part.state, part.restarts, part.pid]).toEqual(['stopped', 0, pid]);
});

test('a program that does not stop when it is asked to is ended after its grace', async () => {
  const { part, lines } = await makePart('ignore', {}, 0.3);
  part.start([]);
  await part.ready;
  await part.stop();
  expect(lines).toContain('not now');
  expect(() => process.kill(part.pid ?? 0, 0)).toThrow('ESRCH');
});
