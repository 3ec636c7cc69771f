import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cells, findCells } from './control-groups.ts';
import { type Decide, type Invocation, SandboxPool } from './sandbox-pool.ts';

export interface LambdaService {
  /** For the emulator's environment: where it finds this runner. */
  readonly env: Readonly<Record<string, string>>;
  readonly cells: Cells;
  /** All that have ended, in that order. */
  readonly invocations: readonly Invocation[];
  /** What all sandboxes printed. */
  log(): string;
  /** From now on. */
  disturb(decide: Decide): void;
  /** For functions: where AWS is, and variables beside those that were deployed. */
  pointTo(awsUrl: string, env: Readonly<Record<string, string>>): void;
  stop(): Promise<void>;
}

/** Lambda's data plane: the emulator hands it each event with the function's settings and code. */
export async function startLambdaService(): Promise<LambdaService> {
  const folder = await mkdtemp(join(tmpdir(), 'probewright-lambda-'));
  const code = join(folder, 'code');
  await mkdir(code);
  const cells = findCells();
  const pool = new SandboxPool(folder, cells);
  const { server, url } = await serve(pool);
  return {
    env: { PROBEWRIGHT_RUNNER: url, PROBEWRIGHT_CODE: code },
    cells,
    invocations: pool.invocations,
    log: () => pool.log,
    disturb(decide) {
      pool.decide = decide;
    },
    pointTo(awsUrl, env) {
      pool.awsUrl = awsUrl;
      pool.env = { ...env, AWS_ENDPOINT_URL: awsUrl, AWS_EC2_METADATA_DISABLED: 'true' };
    },
    async stop() {
      await pool.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serve(pool: SandboxPool): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    bodyOf(request)
      .then((body) => pool.run(JSON.parse(body)))
      .then(({ payload, ending }) => response.end(JSON.stringify({ payload, failed: ending !== 'answered' })))
      .catch((error) => response.writeHead(500).end(String(error?.stack ?? error)));
  });
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
