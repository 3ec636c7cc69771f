import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openFileJournal } from '../../functions/journal/file-store.ts';

/**
 * `node test/soak/local-load.ts --minutes 10 --probes 1000` (or --seconds 20): the real runner as a process of its own against servers on loopback, every probe each
 * ten seconds. None may be missed and none may start over a second late; that is read from the journal afterwards. `--json` for tests.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seconds: { type: 'string' },
    probes: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});
const PROBEWRIGHT = fileURLToPath(new URL('../../bin/probewright', import.meta.url));
const INTERVAL_MS = 10_000;
/** Within this time after the start every probe has had its first run, and the starting is over. */
const WARM_UP_MS = 6_000;
const count = Number(values.probes);
const lengthMs = 1000 * Number(values.seconds ?? 60 * Number(values.minutes));
const folder = await mkdtemp(join(tmpdir(), 'probewright-load-'));

const ports = await startServers(8);
await writeDefinitions(ports);
const { child, page } = await startRunner();
await sleep(WARM_UP_MS);
const begin = Date.now();
const before = await readMetrics(page);
await sleep(lengthMs);
const end = Date.now() - 1_000;
const after = await readMetrics(page);
const stopping = performance.now();
child.kill('SIGTERM');
const [code] = await once(child, 'exit');
const stopMs = performance.now() - stopping;
const judged = await judge(begin, end);
const report = {
  probes: count,
  seconds: lengthMs / 1000,
  exitCode: code,
  ...judged,
  cpuPercent: round((100 * (after.cpu - before.cpu)) / ((after.at - before.at) / 1000)),
  rssMB: round(after.rss / 1e6),
  loopDelayP99Ms: round(after.loopP99 * 1000),
  stopMs: round(stopMs),
};
const good = code === 0 && judged.missed === 0 && judged.late === 0 && judged.notUp === 0 && judged.runs > 0;
console.log(values.json ? JSON.stringify(report) : report);
await rm(folder, { recursive: true });
process.exit(good ? 0 : 1);

async function startServers(howMany: number): Promise<number[]> {
  const servers = Array.from({ length: howMany }, () => createServer((_, response) => response.end('Welcome')));
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  return servers.map((server) => (server.address() as AddressInfo).port);
}

async function writeDefinitions(to: readonly number[]): Promise<void> {
  const names = Array.from({ length: count }, (_, i) => `load-${i}`);
  const probe = (name: string, i: number) =>
    `  - { name: ${name}, target: 'http://127.0.0.1:${to[i % to.length]}/${name}' }\n`;
  await mkdir(join(folder, 'probes'));
  const head = 'defaults: { kind: http, interval: 10s }\nprobes:\n';
  await writeFile(join(folder, 'probes', 'load.probe.yaml'), head + names.map(probe).join(''));
}

async function startRunner(): Promise<{ child: ChildProcess; page: string }> {
  const args = ['run', '--listen', '127.0.0.1:0', '--log', 'json'];
  const runner = spawn(PROBEWRIGHT, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const started = await new Promise<string>((resolve, reject) => {
    runner.once('exit', () => reject(new Error(`The runner did not start: ${text}`)));
    runner.stdout.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(-100_000);
      const line = text.split('\n').find((one) => one.includes('"event":"started"') && one.endsWith('}'));
      if (line !== undefined) resolve(line);
    });
  });
  return { child: runner, page: JSON.parse(started).page };
}

async function readMetrics(address: string) {
  const text = await (await fetch(`${address}metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
  return {
    at: performance.now(),
    cpu: value('process_cpu_seconds_total'),
    rss: value('process_resident_memory_bytes'),
    loopP99: value('probewright_loop_delay_p99_seconds'),
  };
}

/** What the journal says of the ticks in [from, to). */
async function judge(from: number, to: number) {
  const clock = { now: Date.now, elapsed: () => performance.now() };
  const bounds = { maxAgeMs: 86_400_000, maxBytes: 2 ** 40, segmentBytes: 2 ** 23 };
  const journal = await openFileJournal({
    folder: join(folder, '.probewright', 'journal'),
    clock,
    onTrouble: console.error,
    ...bounds,
  });
  const ticks = new Map<string, number[]>();
  let runs = 0;
  let late = 0;
  let notUp = 0;
  let latestMs = 0;
  for await (const key of journal.list(from, to)) {
    const { tickMs, results } = await journal.read(key);
    for (const { probe, startedAtMs, outcome } of results) {
      runs += 1;
      ticks.set(probe, [...(ticks.get(probe) ?? []), tickMs]);
      if (startedAtMs - tickMs > 1000) late += 1;
      if (outcome !== 'up') notUp += 1;
      latestMs = Math.max(latestMs, startedAtMs - tickMs);
    }
  }
  await journal.close();
  let missed = 0;
  for (let i = 0; i < count; i += 1) missed += missing(ticks.get(`load-${i}`) ?? [], from, to);
  return { runs, missed, late, notUp, latestMs: round(latestMs) };
}

function missing(ticks: readonly number[], from: number, to: number): number {
  const first = ticks[0];
  if (first === undefined) return Math.floor((to - from) / INTERVAL_MS);
  const offset = first % INTERVAL_MS;
  let expected = 0;
  for (let tick = Math.ceil((from - offset) / INTERVAL_MS) * INTERVAL_MS + offset; tick < to; tick += INTERVAL_MS) {
    if (!ticks.includes(tick)) expected += 1;
  }
  return expected;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
