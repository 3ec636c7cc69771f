import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createEngine } from '../../functions/engine/engine.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import type { Local } from '../../functions/local/local.ts';
import { createLog } from '../../functions/local/log.ts';
import { type LocalOptions, startLocal } from '../../functions/local/start.ts';
import type { Diagnostic } from '../../lib/model/plan.ts';
import type { ProbeOf } from '../../lib/model/probe.ts';
import type { KindTable } from '../../lib/model/prober.ts';
import { planOf } from './http-probes.ts';
import { matcher } from './tiny-engine.ts';

/** The kinds themselves, as every engine gets them. */
const KINDS: KindTable = {
  http: async () => (await import('../../functions/kinds/http/prober.ts')).httpKind,
  dns: async () => (await import('../../functions/kinds/dns/prober.ts')).dnsKind,
  tcp: () => Promise.reject(new Error('not in this test')),
  tls: () => Promise.reject(new Error('not in this test')),
};

export interface TestLocal {
  readonly local: Local;
  readonly port: number;
  /** Everything that was logged, one object a line. */
  readonly lines: Record<string, unknown>[];
  /** What the next compilation finds. */
  set(probes: readonly ProbeOf<'http'>[], diagnostics?: readonly Diagnostic[]): void;
  fail(diagnostics: readonly Diagnostic[]): void;
  ask(path: string, options?: AskOptions): Promise<Asked>;
  json<T>(path: string): Promise<T>;
}

/** The real runner with a real engine on a port of its own; what its definitions are is the test's to say. */
export async function startTestLocal(
  dataFolder: string,
  probes: readonly ProbeOf<'http'>[],
  options: Partial<LocalOptions> = {},
): Promise<TestLocal> {
  let compiled: Awaited<ReturnType<LocalOptions['compile']>> = { diagnostics: [], compiled: planOf(probes) };
  const lines: Record<string, unknown>[] = [];
  const write = (text: string) => void lines.push(JSON.parse(text));
  const location = options.location ?? 'local';
  const secrets = () => Promise.reject(new Error('no secrets in this test'));
  const local = await startLocal({
    engine: createEngine({
      kinds: KINDS,
      clock: systemClock,
      secrets,
      matcher,
      refuse: () => () => undefined,
      location,
    }),
    clock: systemClock,
    location,
    dataFolder,
    maxAgeMs: 35 * 86_400_000,
    maxBytes: 2 ** 28,
    listen: { host: '127.0.0.1', port: 0 },
    allowedHosts: [],
    compile: async () => compiled,
    folders: [],
    files: [],
    destinations: [],
    log: createLog({ format: 'json', colour: false, write, now: Date.now }),
    ...options,
  });
  local.announce();
  onTestFinished(() => local.stop(0));
  const { port } = local;
  return {
    local,
    port,
    lines,
    set: (next, diagnostics = []) => {
      compiled = { diagnostics, compiled: planOf(next) };
    },
    fail: (diagnostics) => {
      compiled = { diagnostics };
    },
    ask: (path, how) => ask(port, path, how),
    json: async (path) => JSON.parse((await ask(port, path)).body.toString()),
  };
}

interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
interface Asked {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** One request with exactly these headers (fetch does not let one choose Host and Origin). */
function ask(port: number, path: string, { method = 'GET', headers = {} }: AskOptions = {}): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

export interface Target {
  readonly url: string;
  status: number;
  /** Holds answers back until it is resolved. */
  gate: Promise<unknown>;
  readonly seen: string[];
}

/** A server whose answer the test chooses. */
export async function startTarget(): Promise<Target> {
  const target = { url: '', status: 200, gate: Promise.resolve() as Promise<unknown>, seen: [] as string[] };
  const server: Server = createServer((incoming, response) => {
    target.seen.push(incoming.url ?? '');
    void target.gate.then(() => {
      response.writeHead(target.status);
      response.end('hello');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return Object.assign(target, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
}

/** Resolves when the condition holds; the test's own time limit is the only one. */
export async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
