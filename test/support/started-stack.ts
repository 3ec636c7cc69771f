import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freshPorts } from '../../bin/backend/fresh-ports.ts';
import { type Stack, startStack } from '../../bin/backend/stack.ts';
import { type Addresses, machineAddresses } from '../../lib/backend/addresses.ts';
import { type BackendSettings, DEFAULT_BACKEND } from '../../lib/backend/settings.ts';
import { toolPath } from '../../tools/install.ts';

export interface StartedStack {
  readonly stack: Stack;
  readonly addresses: Addresses;
  /** The folder that is Thanos's bucket. */
  readonly bucket: string;
  /** What Query answers to an instant query. */
  ask(query: string, atMs: number, options?: Readonly<Record<string, string>>): Promise<QueryAnswer>;
}

export interface QueryAnswer {
  readonly status: number;
  readonly error?: string;
  readonly warnings: readonly string[];
  /** Values by the value of the label `probe`, or by nothing. */
  readonly values: ReadonlyMap<string, number>;
}

/** The backend's own programs as `backend up` renders and runs them, in this process and without a runner; the object store is `folder/objects`. */
export async function startTestStack(folder: string, changes: Partial<BackendSettings> = {}): Promise<StartedStack> {
  const addresses = machineAddresses(await freshPorts());
  const lines: string[] = [];
  const stack = await startStack({
    settings: {
      ...DEFAULT_BACKEND,
      id: 'probewright',
      store: { type: 'folder', path: join(folder, 'objects') },
      ...changes,
    },
    addresses,
    folder,
    programPath: toolPath,
    environment: { PATH: process.env.PATH },
    onLine: (part, line) => lines.push(`${part}: ${line}`),
    onState: () => undefined,
    onEnded: async () => undefined,
  });
  await Promise.race([
    stack.ready,
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`the stack is not ready:\n${lines.slice(-40).join('\n')}`)), 60_000).unref();
    }),
  ]);
  return {
    stack,
    addresses,
    bucket: join(folder, 'objects', 'metrics'),
    async ask(query, atMs, options = {}) {
      const search = new URLSearchParams({ query, time: String(atMs / 1000), ...options });
      const answer = await fetch(`http://${addresses['query.http'].reach}/api/v1/query`, {
        method: 'POST',
        body: search,
      });
      const { error, warnings = [], data } = (await answer.json()) as RawAnswer;
      return {
        status: answer.status,
        ...(error !== undefined && { error }),
        warnings,
        values: new Map(data?.result.map(({ metric, value }) => [metric.probe ?? '', Number(value[1])])),
      };
    },
  };
}

interface RawAnswer {
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly data?: {
    readonly result: readonly {
      readonly metric: { readonly probe?: string };
      readonly value: readonly [number, string];
    }[];
  };
}

interface Meta {
  readonly thanos: { readonly downsample: { readonly resolution: number } };
}

/** How many blocks of each resolution (milliseconds; 0: raw) a bucket has that are not marked for deletion. */
export async function blocksByResolution(bucket: string): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  for (const name of await readdir(bucket)) {
    const files: readonly string[] = await readdir(join(bucket, name)).catch(() => []);
    if (!files.includes('meta.json') || files.includes('deletion-mark.json')) continue;
    const { thanos } = JSON.parse(await readFile(join(bucket, name, 'meta.json'), 'utf8')) as Meta;
    counts.set(thanos.downsample.resolution, (counts.get(thanos.downsample.resolution) ?? 0) + 1);
  }
  return counts;
}

/** Merges and downsamples all there is, once, with the backend's own arguments, and ends. */
export async function compactOnce({ stack }: StartedStack): Promise<void> {
  const compactor = stack.rendered.parts.find(({ name }) => name === 'compactor');
  const running = stack.parts.find(({ part }) => part.name === 'compactor');
  await running?.stop();
  const args = compactor?.args.filter((arg) => arg !== '--wait') ?? [];
  await promisify(execFile)(toolPath('thanos'), [...args, '--log.level=warn'], { maxBuffer: 1e8 });
}
