import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { blockId } from '../../functions/delivery/blocks/block-id.ts';
import { uploadBlock } from '../../functions/delivery/blocks/upload-block.ts';
import { createFolderObjects } from '../../functions/objects/folder-objects.ts';
import { toolPath } from '../../tools/install.ts';
import { createRandom } from './random.ts';

export const STEP_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const CHUNK_MS = 2 * DAY_MS;
const LOCATIONS = ['eu-west-1', 'us-east-1', 'ap-south-1'] as const;

export interface HistoryOptions {
  readonly seed: number;
  readonly days: number;
  readonly probes: number;
  /** The end of the history, a multiple of two days. */
  readonly endMs: number;
  /** The folder that is Thanos's bucket. */
  readonly bucket: string;
  /** For what is made on the way. */
  readonly work: string;
}

/** What a run was: nothing when it never was. */
type Run = 'good' | 'bad' | 'error' | 'missing';

export interface History {
  readonly blocks: number;
  readonly samples: number;
  /** Of ticks in (from, to]. */
  truth(probe: number, fromMs: number, toMs: number): { readonly good: number; readonly counted: number };
}

/** Years of runs as blocks in a bucket: of every probe at every location good, counted and bad each five minutes, with outages, blips, errors and gaps. */
export async function makeHistory(options: HistoryOptions): Promise<History> {
  const { days, endMs, bucket, work } = options;
  const startMs = endMs - days * DAY_MS;
  const runs = new Map<number, Run[][]>();
  let samples = 0;
  let blocks = 0;
  const next = createRuns(options);
  for (let chunkMs = startMs; chunkMs < endMs; chunkMs += CHUNK_MS) {
    const path = join(work, 'chunk.om');
    await mkdir(work, { recursive: true });
    const file = createWriteStream(path);
    for (let tickMs = chunkMs; tickMs < chunkMs + CHUNK_MS; tickMs += STEP_MS) {
      const tick = next();
      runs.set(tickMs, tick);
      const text = linesOf(tick, tickMs);
      samples += text.length;
      if (!file.write(text.join(''))) await once(file, 'drain');
    }
    file.end('# EOF\n');
    await once(file, 'finish');
    blocks += await upload(path, join(work, 'blocks'), bucket);
  }
  return {
    blocks,
    samples,
    truth(probe, fromMs, toMs) {
      let good = 0;
      let counted = 0;
      for (let tickMs = Math.floor(fromMs / STEP_MS) * STEP_MS + STEP_MS; tickMs <= toMs; tickMs += STEP_MS) {
        for (const run of runs.get(tickMs)?.[probe] ?? []) {
          if (run === 'good') good += 1;
          if (run === 'good' || run === 'bad') counted += 1;
        }
      }
      return { good, counted };
    },
  };
}

/** Tick by tick, of every probe, what it was at every location. */
function createRuns({ seed, probes }: HistoryOptions): () => Run[][] {
  const { below } = createRandom(seed);
  const random = () => below(1_000_000) / 1_000_000;
  const outages = new Map<number, number>();
  return () =>
    Array.from({ length: probes }, (_, probe) => {
      const left = outages.get(probe) ?? 0;
      if (left > 0) outages.set(probe, left - 1);
      else if (random() < 0.0005) outages.set(probe, Math.ceil(random() * 30));
      return LOCATIONS.map((): Run => {
        const dice = random();
        if (dice < 0.002) return 'missing';
        if (dice < 0.004) return 'error';
        return left > 0 || dice < 0.005 ? 'bad' : 'good';
      });
    });
}

function linesOf(tick: readonly Run[][], tickMs: number): string[] {
  return tick.flatMap((runs, probe) =>
    runs.flatMap((run, index) => {
      if (run === 'missing') return [];
      const labels = `{job="probewright",probe="probe-${probe}",location="${LOCATIONS[index]}",correction="none"}`;
      const line = (name: string, is: boolean) => `probe_run_${name}${labels} ${is ? 1 : 0} ${tickMs / 1000}\n`;
      return [line('good', run === 'good'), line('counted', run !== 'error'), line('bad', run === 'bad')];
    }),
  );
}

async function upload(text: string, folder: string, bucket: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  await promisify(execFile)(toolPath('promtool'), [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--quiet',
    text,
    folder,
  ]);
  const store = createFolderObjects(bucket);
  const names = await readdir(folder);
  for (const name of names) {
    const { minTime } = JSON.parse(await readFile(join(folder, name, 'meta.json'), 'utf8')) as { minTime: number };
    // Named as of its own time, so that it is not too fresh to be merged.
    const ulid = blockId(minTime, name.slice(10));
    await uploadBlock(store, join(folder, name), ulid, { cluster: 'probewright', replica: 'a' });
  }
  await rm(folder, { recursive: true, force: true });
  return names.length;
}
