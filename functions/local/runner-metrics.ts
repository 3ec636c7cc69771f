import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { OUTCOMES, type Outcome } from '../../lib/model/result.ts';
import { VERSION } from '../../lib/model/version.ts';
import type { JournalStats } from '../journal/file-store.ts';
import type { MissedReason } from './runner.ts';

/** A run that starts later than this after its tick is late. */
const LATE_MS = 1_000;
const LOOP_WINDOW_MS = 10_000;

/** The runner's own metrics; those of probes are none of its business. */
export interface RunnerMetrics {
  ran(outcome: Outcome, delayMs: number): void;
  missed(reason: MissedReason, count: number): void;
  synced(durationMs: number): void;
  appendFailed(): void;
  reloaded(success: boolean, nowMs: number): void;
  liveClients(count: number): void;
  liveClientDropped(): void;
  text(stats: JournalStats, probes: number): Promise<string>;
  close(): void;
}

export function createRunnerMetrics(): RunnerMetrics {
  const registers = [new Registry()] as const;
  const [registry] = registers;
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `probewright_${name}`, help, registers: [...registers] });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name: `probewright_${name}`, help, labelNames, registers: [...registers] });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `probewright_${name}`, help, buckets, registers: [...registers] });

  const build = new Gauge({
    name: 'probewright_build_info',
    help: 'The version that runs',
    labelNames: ['version'],
    registers: [...registers],
  });
  build.set({ version: VERSION }, 1);
  const runs = counter('runs_total', 'Runs, by outcome', ['outcome']);
  for (const outcome of OUTCOMES) runs.inc({ outcome }, 0);
  const delay = histogram(
    'run_delay_seconds',
    'Time from a tick to the start of its run',
    [0.001, 0.005, 0.02, 0.1, 0.5, 1, 5],
  );
  const late = counter('late_ticks_total', 'Ticks whose run started more than a second late');
  const missed = counter(
    'missed_ticks_total',
    'Ticks that were not run: the run before was not over (overlap), or the machine slept (slept)',
    ['reason'],
  );
  for (const reason of ['overlap', 'slept']) missed.inc({ reason }, 0);
  const fsync = histogram(
    'journal_fsync_seconds',
    'Time until a group of batches was durable',
    [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
  );
  const failures = counter('journal_append_failures_total', 'Groups of batches that the journal could not take');
  const journal = {
    bytes: gauge('journal_bytes', 'Size of the journal on disk'),
    segments: gauge('journal_segments', 'Segments of the journal'),
    batches: gauge('journal_batches', 'Batches in the journal'),
    plans: gauge('journal_plans', 'Plans beside the journal'),
  };
  const reloads = counter('config_reloads_total', 'Compilations of the definitions, by result', ['result']);
  for (const result of ['success', 'failure']) reloads.inc({ result }, 0);
  const reloadOk = gauge('config_last_reload_successful', 'Whether the running set is what the files say');
  const reloadAt = gauge(
    'config_last_reload_success_timestamp_seconds',
    'When the definitions were last read without errors',
  );
  const clients = gauge('live_clients', 'Pages that follow the events');
  const dropped = counter('live_clients_dropped_total', 'Pages that read too slowly and were cut off');
  const probeCount = gauge('probes', 'Probes in the running set');
  const loop = watchLoop(gauge);
  const system = watchProcess([...registers]);

  return {
    ran(outcome, delayMs) {
      runs.inc({ outcome });
      delay.observe(Math.max(0, delayMs) / 1000);
      if (delayMs > LATE_MS) late.inc();
    },
    missed: (reason, count) => missed.inc({ reason }, count),
    synced: (durationMs) => fsync.observe(durationMs / 1000),
    appendFailed: () => failures.inc(),
    reloaded(success, nowMs) {
      reloads.inc({ result: success ? 'success' : 'failure' });
      reloadOk.set(success ? 1 : 0);
      if (success) reloadAt.set(nowMs / 1000);
    },
    liveClients: (count) => clients.set(count),
    liveClientDropped: () => dropped.inc(),
    async text(stats, probes) {
      for (const [name, value] of Object.entries(stats)) journal[name as keyof JournalStats].set(value);
      probeCount.set(probes);
      system();
      return await registry.metrics();
    },
    close: () => loop.close(),
  };
}

/** How long callbacks waited for the event loop, over the last ten seconds. */
function watchLoop(gauge: (name: string, help: string) => Gauge): { close(): void } {
  const monitor = monitorEventLoopDelay({ resolution: 10 });
  const worst = gauge('loop_delay_max_seconds', 'Longest delay of the event loop in the last ten seconds');
  const usual = gauge(
    'loop_delay_p99_seconds',
    '99th percentile of the delay of the event loop in the last ten seconds',
  );
  const read = () => {
    // The histogram counts each waiting of 10 ms as such: the delay is what comes on top.
    const beyond = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - 0.01);
    worst.set(monitor.count > 0 ? beyond(monitor.max) : 0);
    usual.set(monitor.count > 0 ? beyond(monitor.percentile(99)) : 0);
    monitor.reset();
  };
  monitor.enable();
  const timer = setInterval(read, LOOP_WINDOW_MS);
  timer.unref();
  return {
    close() {
      clearInterval(timer);
      monitor.disable();
    },
  };
}

function watchProcess(registers: Registry[]): () => void {
  const cpu = new Counter({ name: 'process_cpu_seconds_total', help: 'CPU time of the runner', registers });
  const memory = new Gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory of the runner', registers });
  const start = new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the runner started, unix time',
    registers,
  });
  start.set(Math.round(performance.timeOrigin) / 1000);
  let counted = 0;
  return () => {
    const { user, system } = process.cpuUsage();
    cpu.inc((user + system) / 1e6 - counted);
    counted = (user + system) / 1e6;
    memory.set(process.memoryUsage.rss());
  };
}
