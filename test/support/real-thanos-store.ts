import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolPath } from '../../tools/install.ts';
import { freePorts, startProgram } from './real-program.ts';

/** Values by series, each with its times in milliseconds. */
export type Stored = ReadonlyMap<string, ReadonlyMap<number, number>>;

export interface RealThanosStore {
  /** Every raw sample of the series that a selector matches within the range before a moment. */
  raw(selector: string, rangeSeconds: number, atMs: number): Promise<Stored>;
  stop(): Promise<void>;
}

/** Thanos's store gateway over a folder of blocks, and Query before it with chain deduplication by `replica`: as the project's own backend has them. */
export async function startThanosStore(folder: string, bucket: string): Promise<RealThanosStore> {
  const [http = 0, grpc = 0, queryHttp = 0, queryGrpc = 0] = await freePorts(4);
  const address = (port: number) => `127.0.0.1:${port}`;
  const store = await startProgram('thanos', {
    args: [
      'store',
      `--data-dir=${join(folder, 'store')}`,
      `--objstore.config-file=${await bucketConfig(folder, bucket)}`,
      `--http-address=${address(http)}`,
      `--grpc-address=${address(grpc)}`,
      '--log.level=warn',
    ],
    readyUrl: `http://${address(http)}/-/ready`,
    withinMs: 50_000,
  });
  const query = await startProgram('thanos', {
    args: [
      'query',
      `--http-address=${address(queryHttp)}`,
      `--grpc-address=${address(queryGrpc)}`,
      `--endpoint-strict=${address(grpc)}`,
      '--deduplication.func=chain',
      '--query.replica-label=replica',
      '--no-query.partial-response',
      '--log.level=warn',
    ],
    readyUrl: `http://${address(queryHttp)}/-/ready`,
    withinMs: 50_000,
  });
  return {
    async raw(selector, rangeSeconds, atMs) {
      const search = new URLSearchParams({ query: `${selector}[${rangeSeconds}s]`, time: String(atMs / 1000) });
      const answer = await fetch(`http://${address(queryHttp)}/api/v1/query?${search}`);
      if (!answer.ok) throw new Error(`Thanos: ${answer.status} ${await answer.text()}`);
      return storedIn((await answer.json()) as Answer);
    },
    async stop() {
      await query.stop();
      await store.stop();
    },
  };
}

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [seconds: number, value: string])[];
    }[];
  };
}

function storedIn({ data }: Answer): Stored {
  return new Map(
    data.result.map(({ metric, values }) => {
      const points = new Map(values.map(([seconds, value]) => [Math.round(seconds * 1000), Number(value)]));
      if (points.size !== values.length) throw new Error(`two values at one time: ${JSON.stringify(metric)}`);
      return [JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1))), points];
    }),
  );
}

/** Lets Thanos's compactor do all there is to do, once, with blocks that overlap. */
export async function compactBlocks(folder: string, bucket: string): Promise<void> {
  const args = [
    'compact',
    `--data-dir=${join(folder, 'compact')}`,
    `--objstore.config-file=${await bucketConfig(folder, bucket)}`,
    '--compact.enable-vertical-compaction',
    '--consistency-delay=0s',
    '--delete-delay=0s',
    '--http-address=127.0.0.1:0',
    '--log.level=warn',
  ];
  await promisify(execFile)(toolPath('thanos'), args);
}

async function bucketConfig(folder: string, bucket: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'bucket.json');
  await writeFile(path, JSON.stringify({ type: 'FILESYSTEM', config: { directory: bucket } }));
  return path;
}
