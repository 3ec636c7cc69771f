import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, type RealProgram, startProgram } from './real-program.ts';

export interface RealPrometheus extends RealProgram {
  readonly writeUrl: string;
  /** Every raw sample of the series that a selector matches, as text of the values, up to `atMs`. */
  raw(selector: string, rangeSeconds: number, atMs: number): Promise<readonly RawSeries[]>;
  /** How many series an instant query finds. */
  found(query: string, atMs: number): Promise<number>;
  /** The `data` of an API answer. */
  get(path: string, search: Readonly<Record<string, string>>): Promise<unknown>;
}
interface RawSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [seconds: number, value: string])[];
}

/** Prometheus 3.14 as a receiver of both versions, or 2.42, which knows 1.0 only, with its data under `folder`. */
export async function startPrometheus(
  folder: string,
  window: string,
  { features = [], old = false }: { readonly features?: readonly string[]; readonly old?: boolean } = {},
): Promise<RealPrometheus> {
  const [port = 0] = await freePorts(1);
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, JSON.stringify({ storage: { tsdb: { out_of_order_time_window: window } } }));
  const url = `http://127.0.0.1:${port}`;
  const message = '--web.remote-write-receiver.accepted-protobuf-messages';
  const program = await startProgram(old ? 'prometheus-2.42' : 'prometheus', {
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      ...(old ? [] : [`${message}=io.prometheus.write.v2.Request`, `${message}=prometheus.WriteRequest`]),
      `--enable-feature=${['exemplar-storage', 'metadata-wal-records', ...features].join(',')}`,
      '--log.level=warn',
    ],
    readyUrl: `${url}/-/ready`,
    withinMs: 40_000,
  });
  const get = async (path: string, search: Readonly<Record<string, string>>): Promise<unknown> => {
    const answer = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(search)}`);
    if (!answer.ok) throw new Error(`Prometheus: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { readonly data: unknown }).data;
  };
  const query = async (text: string, atMs: number) =>
    ((await get('query', { query: text, time: String(atMs / 1000) })) as { readonly result: readonly RawSeries[] })
      .result;
  return {
    ...program,
    writeUrl: `${url}/api/v1/write`,
    get,
    raw: (selector, rangeSeconds, atMs) => query(`${selector}[${rangeSeconds}s]`, atMs),
    found: async (text, atMs) => (await query(text, atMs)).length,
  };
}
