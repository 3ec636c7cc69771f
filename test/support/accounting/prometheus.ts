import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts, startProgram } from '../real-program.ts';

/** A real Prometheus that takes remote write, and what is as late as so many minutes and two hours. */
export async function startPrometheus(folder: string, minutes: number) {
  const [port = 0] = await freePorts(1);
  await mkdir(join(folder, 'tsdb'), { recursive: true });
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, `storage: { tsdb: { out_of_order_time_window: ${minutes + 120}m } }\n`);
  const base = `http://127.0.0.1:${port}`;
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-remote-write-receiver',
    '--log.level=error',
  ];
  const start = () => startProgram('prometheus', { args, readyUrl: `${base}/-/ready`, withinMs: 30_000 });
  let program = await start();
  return {
    base,
    stop: () => program.stop('SIGKILL'),
    /** It is killed, loses its disk, and begins anew at the same address. */
    async wipe(): Promise<void> {
      await program.stop('SIGKILL');
      await rm(join(folder, 'tsdb'), { recursive: true });
      program = await start();
    },
  };
}
