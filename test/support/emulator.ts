import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pythonPath } from '../../tools/python.ts';

export interface EmulatorOptions {
  /** A Python file to start in place of plain moto; it gets moto's own arguments (`-H`, `-p`). */
  readonly launcher?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** An AWS of this machine: everything is in its memory, and nothing leaves the loopback interface. */
export interface Emulator {
  readonly url: string;
  readonly account: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For a child process (`cdk`, the SDK, boto3): the endpoint, the credentials, and nothing that leads elsewhere. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything it printed: requests, tracebacks, types that it does not know. */
  log(): string;
  /** Forgets every resource. */
  reset(): Promise<void>;
  /** An empty bucket. */
  createBucket(name: string): Promise<void>;
  stop(): Promise<void>;
}

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const WITHIN_MS = 60_000;

/** Starts moto on a free port and waits until it listens. Fails, never skips, when the Python environment is missing. */
export async function startEmulator({ launcher, env = {} }: EmulatorOptions = {}): Promise<Emulator> {
  const program = launcher === undefined ? ['-m', 'moto.server'] : [launcher];
  const child = spawn(pythonPath(), [...program, '-H', '127.0.0.1', '-p', '0'], {
    env: { ...process.env, PYTHONUNBUFFERED: '1', AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.push(text);
      const port = /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(said.length < 50 ? said.join('') : text)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
  }
  const failed = (why: string) => reject(new Error(`the AWS emulator ${why}:\n${said.join('').slice(-4000)}`));
  const timer = setTimeout(() => failed(`was not ready within ${WITHIN_MS} ms`), WITHIN_MS);
  child.once('error', (error) => failed(`could not be started (${error.message})`));
  const exited = once(child, 'exit');
  exited.then(([code, signal]) => failed(`ended (${code ?? signal})`));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
  };
  try {
    const url = await listening;
    return { ...described(url), log: () => said.join(''), stop };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function described(url: string): Omit<Emulator, 'log' | 'stop'> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const ask = async (method: string, path: string) => {
    const answer = await fetch(`${url}${path}`, { method });
    if (!answer.ok) throw new Error(`the AWS emulator: ${method} ${path}: ${answer.status} ${await answer.text()}`);
  };
  return {
    url,
    account: ACCOUNT,
    region: REGION,
    credentials,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    reset: () => ask('POST', '/moto-api/reset'),
    createBucket: (name) => ask('PUT', `/${name}`),
  };
}
