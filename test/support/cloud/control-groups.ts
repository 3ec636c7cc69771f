import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What holds one sandbox: the memory and the share of a processor that Lambda gives a function of its size. */
export interface Cell {
  /** Files that take a process id and so put the process inside. */
  readonly entrances: readonly string[];
  freeze(): void;
  thaw(): void;
  /** From now on nothing more may be taken than is taken already. */
  closeMemory(): void;
  /** Whether the kernel has ended a process inside for want of memory. */
  outOfMemory(): boolean;
  /** Once nothing is inside any more. */
  remove(): void;
}

export type Cells =
  | { readonly imposed: true; make(memoryMb: number): Cell }
  /** Sandboxes are stopped by signals then, and their heap alone is limited. */
  | { readonly imposed: false; readonly why: string };

/** How each version of the kernel's control groups says it. */
interface Dialect {
  readonly folders: { readonly memory: string; readonly cpu: string; readonly freezer: string };
  readonly memory: { readonly limit: string; readonly used: RegExp; readonly stat: string; readonly events: string };
  readonly freezer: { readonly file: string; readonly frozen: string; readonly thawed: string };
  limitCpu(folder: string, quotaUs: number): void;
}

const ROOT = '/sys/fs/cgroup';
const PERIOD_US = 100_000;
/** MB at which a function has one whole processor (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
const MB_OF_A_PROCESSOR = 1769;

const VERSION_1: Dialect = {
  folders: { memory: `${ROOT}/memory`, cpu: `${ROOT}/cpu`, freezer: `${ROOT}/freezer` },
  memory: { limit: 'memory.limit_in_bytes', used: /^rss (\d+)$/m, stat: 'memory.stat', events: 'memory.oom_control' },
  freezer: { file: 'freezer.state', frozen: 'FROZEN', thawed: 'THAWED' },
  limitCpu(folder, quotaUs) {
    writeFileSync(join(folder, 'cpu.cfs_period_us'), `${PERIOD_US}`);
    writeFileSync(join(folder, 'cpu.cfs_quota_us'), `${quotaUs}`);
  },
};

const VERSION_2: Dialect = {
  folders: { memory: ROOT, cpu: ROOT, freezer: ROOT },
  memory: { limit: 'memory.max', used: /^anon (\d+)$/m, stat: 'memory.stat', events: 'memory.events' },
  freezer: { file: 'cgroup.freeze', frozen: '1', thawed: '0' },
  limitCpu: (folder, quotaUs) => writeFileSync(join(folder, 'cpu.max'), `${quotaUs} ${PERIOD_US}`),
};

let made = 0;

/** Limits of memory and processor by control groups; they need root, and a hierarchy that may be written. */
export function findCells(): Cells {
  const dialect = [VERSION_1, VERSION_2].find(usable);
  if (dialect) return { imposed: true, make: (memoryMb) => makeCell(dialect, memoryMb) };
  const who =
    process.getuid?.() === 0 ? 'root, but no writable control groups with memory, cpu and freezer' : 'not root';
  return { imposed: false, why: `no limits of memory and processor: these tests run as ${who}` };
}

function usable({ folders, memory }: Dialect): boolean {
  try {
    for (const folder of Object.values(folders)) accessSync(folder, constants.W_OK);
    if (folders.memory !== ROOT) return existsSync(join(folders.memory, memory.limit));
    // In version 2 a group has only the controllers that its parent hands down.
    const handed = readFileSync(join(ROOT, 'cgroup.subtree_control'), 'utf8').split(/\s+/);
    return handed.includes('memory') && handed.includes('cpu');
  } catch {
    return false;
  }
}

function makeCell(dialect: Dialect, memoryMb: number): Cell {
  made += 1;
  const name = `probewright-${process.pid}-${made}`;
  const at = (sort: keyof Dialect['folders']) => join(dialect.folders[sort], name);
  const folders = [...new Set([at('memory'), at('cpu'), at('freezer')])];
  for (const folder of folders) mkdirSync(folder);
  const limit = (bytes: number) => writeFileSync(join(at('memory'), dialect.memory.limit), `${bytes}`);
  limit(memoryMb * 1024 * 1024);
  dialect.limitCpu(at('cpu'), Math.max(1000, Math.round((memoryMb / MB_OF_A_PROCESSOR) * PERIOD_US)));
  const state = (value: string) => writeFileSync(join(at('freezer'), dialect.freezer.file), value);
  const read = (file: string) => readFileSync(join(at('memory'), file), 'utf8');
  return {
    entrances: folders.map((folder) => join(folder, 'cgroup.procs')),
    freeze: () => state(dialect.freezer.frozen),
    thaw: () => state(dialect.freezer.thawed),
    closeMemory: () => closeAt(limit, Number(dialect.memory.used.exec(read(dialect.memory.stat))?.[1])),
    outOfMemory: () => Number(/^oom_kill (\d+)$/m.exec(read(dialect.memory.events))?.[1] ?? 0) > 0,
    remove() {
      for (const folder of folders) rmdirSync(folder);
    },
  };
}

/** Version 1 refuses a limit below what it cannot take back at once. */
function closeAt(limit: (bytes: number) => void, used: number): void {
  for (let bytes = used; ; bytes += 1024 * 1024) {
    try {
      limit(bytes);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    }
  }
}
