import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts, type RealProgram, startProgram } from './real-program.ts';

export interface RealThanos extends RealProgram {
  readonly writeUrl: string;
  /** The raw values of every series that a selector matches, once there are any. */
  raw(selector: string, rangeSeconds: number, atMs: number): Promise<readonly (readonly string[])[]>;
}

/** Thanos Receive alone, which keeps what it gets under `folder`, and Thanos Query before it. */
export async function startThanosReceive(folder: string): Promise<RealThanos> {
  const [http = 0, grpc = 0, write = 0, queryHttp = 0, queryGrpc = 0] = await freePorts(5);
  const address = (port: number) => `127.0.0.1:${port}`;
  const receive = await startProgram('thanos', {
    args: [
      'receive',
      `--tsdb.path=${join(folder, 'receive')}`,
      `--http-address=${address(http)}`,
      `--grpc-address=${address(grpc)}`,
      `--remote-write.address=${address(write)}`,
      '--label=receive="a"',
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
      `--endpoint=${address(grpc)}`,
      '--log.level=warn',
    ],
    readyUrl: `http://${address(queryHttp)}/-/ready`,
    withinMs: 50_000,
  });
  return {
    writeUrl: `http://${address(write)}/api/v1/receive`,
    async raw(selector, rangeSeconds, atMs) {
      const search = new URLSearchParams({ query: `${selector}[${rangeSeconds}s]`, time: String(atMs / 1000) });
      // Query learns of its stores every few seconds.
      for (let tries = 0; tries < 200; tries++) {
        const answer = await fetch(`http://${address(queryHttp)}/api/v1/query?${search}`);
        if (!answer.ok) throw new Error(`Thanos: ${answer.status} ${await answer.text()}`);
        const { data } = (await answer.json()) as Matrix;
        if (data.result.length > 0) return data.result.map(({ values }) => values.map(([, value]) => value));
        await pause(100);
      }
      return [];
    },
    async stop(signal) {
      await query.stop(signal);
      await receive.stop(signal);
    },
  };
}

interface Matrix {
  readonly data: { readonly result: readonly { readonly values: readonly (readonly [number, string])[] }[] };
}
