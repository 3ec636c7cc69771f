import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ricPath } from '../../../tools/ric.ts';
import type { Cell, Cells } from './control-groups.ts';
import type { FunctionVersion } from './function-version.ts';

/** Something that happens to a running invocation: its process dies, it stands still until its time is up, it gets no more memory. */
export type Disturbance = 'crash' | 'stall' | 'out-of-memory';

/** How long an invocation has run when it is disturbed: it has begun, and no probe of a slow target is done. */
const DISTURBED_AFTER_MS = 100;
/** Of a function's memory, as Lambda's own start of Node sets it. */
const HEAP_SHARE = 0.92;

/** AWS's own runtime client at work on a function: under its limits where cells are given, else only its heap is limited. */
export class SandboxProcess {
  readonly exited: Promise<string>;
  #child: ChildProcess;
  #cell: Cell | undefined;
  #log = '';
  #gone = false;
  #killed = false;
  #frozen = false;

  constructor(version: FunctionVersion, apiAddress: string, cells: Cells, env: Readonly<Record<string, string>>) {
    this.#cell = cells.imposed ? cells.make(version.memoryMb) : undefined;
    const heapMb = Math.floor(version.memoryMb * HEAP_SHARE);
    const program = [process.execPath, `--max-old-space-size=${heapMb}`, ricPath(), version.handler];
    // It goes into its cell before it is what it will be.
    const enter = (this.#cell?.entrances ?? []).map((file) => `echo $$ > ${file} && `).join('');
    this.#child = spawn('/bin/sh', ['-c', `${enter}exec "$@"`, 'sh', ...program], {
      cwd: version.folder,
      // A group of its own, which is signalled as a whole.
      detached: true,
      env: { ...environmentOf(version, apiAddress), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
    this.exited = once(this.#child, 'exit').then(([code, by]) => {
      this.#gone = true;
      return by === null ? `error: exit status ${code}` : `signal: ${by}`;
    });
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Whether it is kept from running. */
  get frozen(): boolean {
    return this.#frozen;
  }

  /** Everything that it printed. */
  get log(): string {
    return this.#log;
  }

  /** Whether the kernel ended it for want of memory. */
  get outOfMemory(): boolean {
    return this.#cell?.outOfMemory() ?? false;
  }

  freeze(): void {
    // What is dying must not be kept from it.
    if (this.#killed || this.#gone || this.#frozen) return;
    this.#frozen = true;
    if (this.#cell) this.#cell.freeze();
    else this.#signal('SIGSTOP');
  }

  thaw(): void {
    if (this.#gone || !this.#frozen) return;
    this.#frozen = false;
    if (this.#cell) this.#cell.thaw();
    else this.#signal('SIGCONT');
  }

  /** Where there are no cells, want of memory is played by a kill. */
  disturb(disturbance: Disturbance): void {
    setTimeout(() => {
      if (disturbance === 'stall') this.freeze();
      else if (disturbance === 'out-of-memory' && this.#cell) this.#cell.closeMemory();
      else this.kill();
    }, DISTURBED_AFTER_MS);
  }

  kill(): void {
    if (this.#gone) return;
    this.#killed = true;
    this.#signal('SIGKILL');
    // What a control group has frozen dies only when it is thawed.
    this.thaw();
  }

  async remove(): Promise<void> {
    this.kill();
    await this.exited;
    this.#cell?.remove();
  }

  #signal(name: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, name);
  }
}

/** What a function finds in its environment (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
function environmentOf(version: FunctionVersion, apiAddress: string): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_LAMBDA_RUNTIME_API: apiAddress,
    LAMBDA_TASK_ROOT: version.folder,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: version.handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: version.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${version.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'sandbox',
    AWS_REGION: version.region,
    AWS_DEFAULT_REGION: version.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: 'test',
    ...version.variables,
  };
}
