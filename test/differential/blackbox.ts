import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toolPath } from '../../tools/install.ts';

/** A running blackbox_exporter. */
export interface Blackbox {
  readonly pid: number;
  /** Its answer to one probe, as text exposition. */
  probe(module: string, target: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts the pinned blackbox_exporter on a free port with these modules; `folder` takes its configuration. */
export async function startBlackbox(modules: Readonly<Record<string, unknown>>, folder: string): Promise<Blackbox> {
  const config = join(folder, 'blackbox.yml');
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ modules }));
  const child = spawn(toolPath('blackbox_exporter'), [`--config.file=${config}`, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await listeningPort(child);
  return {
    pid: child.pid ?? 0,
    async probe(module, target) {
      const query = new URLSearchParams({ module, target });
      const answer = await fetch(`http://127.0.0.1:${port}/probe?${query}`);
      if (answer.status !== 200) throw new Error(`blackbox_exporter: ${answer.status} ${await answer.text()}`);
      return await answer.text();
    },
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function listeningPort(child: ChildProcess): Promise<string> {
  const { stderr } = child;
  if (!stderr) throw new Error('no stderr');
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    // Read on for as long as it runs: a full pipe would stop it.
    createInterface({ input: stderr }).on('line', (line) => {
      const port = /address=127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port) resolve(port);
      if (said.length < 50) said.push(line);
    });
    child.once('exit', () => reject(new Error(`blackbox_exporter did not start:\n${said.join('\n')}`)));
  });
}
