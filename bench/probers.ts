// CPU time a probe, ours and blackbox_exporter's, against the same loopback servers in one run. Linux: /proc is read.
//   make bench NAME=probers ARGS='--rounds 3 --probes 2000 --at-once 50'
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createProbeEngine } from '../functions/probe/create-engine.ts';
import { createEnvSecrets } from '../functions/secrets/env.ts';
import { exposition } from '../functions/signals/exposition.ts';
import { samplesOf } from '../functions/signals/samples.ts';
import { compile } from '../lib/definitions/compile.ts';
import type { Probe } from '../lib/model/probe.ts';
import { type Blackbox, startBlackbox } from '../test/differential/blackbox.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, probes: { type: 'string' }, 'at-once': { type: 'string' } },
});
const rounds = Number(values.rounds ?? 3);
const count = Number(values.probes ?? 2000);
const atOnce = Number(values['at-once'] ?? 50);
const KINDS = ['http', 'tcp', 'dns'] as const;
const TICKS_PER_SECOND = 100;

const folder = mkdtempSync(join(tmpdir(), 'probewright-bench-'));
const targets = spawn(process.execPath, [fileURLToPath(new URL('support/targets.ts', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
try {
  const [line] = await Array.fromAsync(firstLine(targets.stdout));
  const ports = JSON.parse(line ?? '{}') as Record<(typeof KINDS)[number], number>;
  const probes = await ourProbes(ports);
  const blackbox = await startBlackbox(MODULES(), folder);
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} CPUs, Node ${process.version}; ${count} probes a round, ${atOnce} at once; ms of CPU a probe, median of ${rounds} rounds`,
  );
  for (const kind of KINDS) console.log(await compare(kind, probes, ports, blackbox));
  await blackbox.close();
} finally {
  targets.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(
  kind: (typeof KINDS)[number],
  probes: ReadonlyMap<string, Probe>,
  ports: Record<string, number>,
  blackbox: Blackbox,
): Promise<string> {
  const probe = probes.get(kind);
  if (!probe) throw new Error(`no probe of kind ${kind}`);
  const engine = createProbeEngine({
    location: 'local',
    place: 'local',
    secrets: createEnvSecrets({}),
    limits: { cpuCeiling: 10 },
  });
  const signal = new AbortController().signal;
  let ticks = 0;
  const ours: number[] = [];
  const theirs: number[] = [];
  const one = async () => {
    ticks += 1;
    const result = await engine.run(probe, ticks, signal);
    if (result.outcome !== 'up') throw new Error(`${kind}: ${JSON.stringify(result.failure ?? result.fault)}`);
    exposition(samplesOf(result, { probe, location: 'local', tickMs: ticks }));
  };
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    await inFlight(one);
    const used = process.cpuUsage(before);
    ours.push((used.user + used.system) / 1000 / count);
    const start = cpuTicks(blackbox.pid);
    await inFlight(
      async () =>
        void (await blackbox.probe(
          kind,
          kind === 'http' ? `http://127.0.0.1:${ports[kind]}/` : `127.0.0.1:${ports[kind]}`,
        )),
    );
    theirs.push(((cpuTicks(blackbox.pid) - start) * 1000) / TICKS_PER_SECOND / count);
  }
  const [mine, their] = [median(ours), median(theirs)];
  return `${kind.padEnd(5)} probewright ${mine.toFixed(3)} (text included)   blackbox_exporter 0.28.0 ${their.toFixed(3)}   ratio ${(their / mine).toFixed(1)}`;
}

async function inFlight(one: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function ourProbes(ports: Record<string, number>): Promise<ReadonlyMap<string, Probe>> {
  const definitions = [
    { name: 'http', kind: 'http', target: `http://127.0.0.1:${ports.http}/` },
    { name: 'tcp', kind: 'tcp', target: `127.0.0.1:${ports.tcp}` },
    { name: 'dns', kind: 'dns', target: `127.0.0.1:${ports.dns}`, dns: { query: 'example.com' } },
  ];
  writeFileSync(join(folder, 'bench.probe.yaml'), JSON.stringify({ probes: definitions }));
  const { compiled, diagnostics } = await compile({ definitions: [folder] });
  if (!compiled) throw new Error(JSON.stringify(diagnostics));
  return new Map(compiled.plan.probes.map((probe) => [probe.name, probe]));
}

function MODULES(): Record<string, unknown> {
  const ip4 = { preferred_ip_protocol: 'ip4' };
  return {
    http: { prober: 'http', timeout: '5s', http: ip4 },
    tcp: { prober: 'tcp', timeout: '5s', tcp: ip4 },
    dns: { prober: 'dns', timeout: '5s', dns: { ...ip4, query_name: 'example.com', query_type: 'A' } },
  };
}

/** User and system time of a process in clock ticks: fields 14 and 15 of /proc/PID/stat. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function* firstLine(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  for await (const line of createInterface({ input: stream })) {
    yield line;
    return;
  }
}
