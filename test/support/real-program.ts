import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { toolPath } from '../../tools/install.ts';

export interface RealProgram {
  /** SIGKILL stands for a crash. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

interface Start {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Answers 200 when the program is ready. */
  readonly readyUrl: string;
  readonly withinMs: number;
}

/** Starts a program of tools/programs.ts and waits until it says that it is ready. */
export async function startProgram(name: string, { args, env, readyUrl, withinMs }: Start): Promise<RealProgram> {
  const child = spawn(toolPath(name), args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.push(text);
      if (said.length > 200) said.shift();
    });
  }
  const failed = await readiness(child, readyUrl, withinMs);
  if (failed !== undefined) {
    child.kill('SIGKILL');
    throw new Error(`${name} ${failed}:\n${said.join('').slice(-4_000)}`);
  }
  return {
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}

async function readiness(child: ChildProcess, url: string, withinMs: number): Promise<string | undefined> {
  const deadlineMs = Date.now() + withinMs;
  while (Date.now() < deadlineMs) {
    if (child.exitCode !== null || child.signalCode !== null) return 'ended before it was ready';
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return undefined;
    await pause(100);
  }
  return `was not ready within ${withinMs} ms`;
}

/** Ports that were free a moment ago, all different: for programs that cannot choose and tell. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('no port');
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
