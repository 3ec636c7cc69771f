import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonPath } from '../../../tools/python.ts';
import { type Cells, findCells } from './control-groups.ts';
import type { FunctionVersion } from './function-version.ts';
import { type Ended, Sandbox } from './sandbox.ts';
import type { Disturbance } from './sandbox-process.ts';

/** What the emulator asks to be run: a function's settings, its zip on disk, an event. */
interface Asked extends Omit<FunctionVersion, 'folder'> {
  readonly sha256: string;
  readonly zip: string;
  readonly event: string;
}

interface Invocation extends Ended {
  readonly function: string;
  readonly region: string;
  readonly event: string;
  readonly disturbance?: Disturbance;
}

export interface LambdaService {
  /** For the emulator's environment: where it finds this runner. */
  readonly env: Readonly<Record<string, string>>;
  readonly cells: Cells;
  /** All that have ended, in that order. */
  readonly invocations: readonly Invocation[];
  /** What all sandboxes printed. */
  log(): string;
  /** Decides about each invocation before it begins. */
  disturb(decide: (asked: { readonly function: string; readonly event: string }) => Disturbance | undefined): void;
  /** For functions: where AWS is, and variables beside those that were deployed. */
  pointTo(awsUrl: string, env: Readonly<Record<string, string>>): void;
  stop(): Promise<void>;
}

/** Lambda's data plane: sandboxes by function version, as many as there are events at once, kept warm. */
export async function startLambdaService(): Promise<LambdaService> {
  const folder = await mkdtemp(join(tmpdir(), 'probewright-lambda-'));
  const code = join(folder, 'code');
  await mkdir(code);
  const cells = findCells();
  const invocations: Invocation[] = [];
  const all: Sandbox[] = [];
  const idle = new Map<string, Sandbox[]>();
  const unpacked = new Map<string, Promise<string>>();
  let env: Readonly<Record<string, string>> = {};
  let aws = '';
  let decide: (asked: { readonly function: string; readonly event: string }) => Disturbance | undefined = () =>
    undefined;

  async function run(asked: Asked): Promise<Invocation> {
    const key = JSON.stringify([asked.arn, asked.sha256, asked.memoryMb, asked.timeoutSeconds, asked.variables]);
    const at = unpacked.get(asked.sha256) ?? unpack(asked.zip, join(folder, `task-${unpacked.size}`));
    unpacked.set(asked.sha256, at);
    const version = { ...asked, variables: hereOnly(asked.variables, aws), folder: await at };
    const free = idle.get(key) ?? [];
    idle.set(key, free);
    const sandbox = free.pop() ?? (await begin(version));
    const disturbance = decide({ function: asked.name, event: asked.event });
    const ended = await sandbox.invoke(asked.event, disturbance);
    if (sandbox.usable) free.push(sandbox);
    const { region, event } = asked;
    const invocation = { ...ended, function: asked.name, region, event, ...(disturbance && { disturbance }) };
    invocations.push(invocation);
    return invocation;
  }

  async function begin(version: FunctionVersion): Promise<Sandbox> {
    const sandbox = await Sandbox.start(version, cells, env);
    all.push(sandbox);
    return sandbox;
  }

  const server = createServer((request, response) => {
    bodyOf(request)
      .then((body) => run(JSON.parse(body)))
      .then(({ payload, ending }) => response.end(JSON.stringify({ payload, failed: ending !== 'answered' })))
      .catch((error) => response.writeHead(500).end(String(error?.stack ?? error)));
  });
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    env: {
      PROBEWRIGHT_RUNNER: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      PROBEWRIGHT_CODE: code,
    },
    cells,
    invocations,
    log: () => all.map(({ log }) => log).join(''),
    disturb(next) {
      decide = next;
    },
    pointTo(awsUrl, next) {
      aws = awsUrl;
      env = { ...next, AWS_ENDPOINT_URL: awsUrl, AWS_EC2_METADATA_DISABLED: 'true' };
    },
    async stop() {
      await Promise.all(all.map((sandbox) => sandbox.stop()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A queue's URL names a host of AWS: here it is the emulator. */
function hereOnly(variables: Readonly<Record<string, string>>, aws: string): Record<string, string> {
  const here = ([name, value]: readonly [string, string]) =>
    [name, value.replace(/^https:\/\/sqs\.[\w.-]+\//, `${aws}/`)] as const;
  return Object.fromEntries(Object.entries(variables).map(here));
}

async function unpack(zip: string, folder: string): Promise<string> {
  await promisify(execFile)(pythonPath(), ['-m', 'zipfile', '-e', zip, folder]);
  return folder;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
