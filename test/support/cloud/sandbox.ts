import { randomUUID } from 'node:crypto';
import type { Cells } from './control-groups.ts';
import type { FunctionVersion } from './function-version.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';
import { type Disturbance, SandboxProcess } from './sandbox-process.ts';

/** What an invocation came to; `thrown` is the handler's own error, the others are Lambda's. */
type Ending = 'answered' | 'thrown' | 'init-error' | 'timeout' | 'exit' | 'out-of-memory';

export interface Ended {
  readonly ending: Ending;
  /** The handler's answer, or the error as JSON with `errorType` and `errorMessage`. */
  readonly payload: string;
  /** The first of its sandbox. */
  readonly cold: boolean;
  readonly durationMs: number;
}

interface Running {
  readonly requestId: string;
  end(ending: Ending, payload: string): void;
}

/** One sandbox of a function: one event at a time, frozen in between, gone after a timeout or a crash. */
export class Sandbox {
  readonly #version: FunctionVersion;
  readonly #api: RuntimeApi;
  readonly #process: SandboxProcess;
  #running: Running | undefined;
  #initError: string | undefined;
  #timeout: string | undefined;
  #cold = true;

  private constructor(version: FunctionVersion, api: RuntimeApi, process: SandboxProcess) {
    this.#version = version;
    this.#api = api;
    this.#process = process;
  }

  static async start(
    version: FunctionVersion,
    cells: Cells,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Sandbox> {
    const api = await startRuntimeApi({
      idle: () => sandbox.#process.freeze(),
      answered: (requestId, failed, payload) => sandbox.#answered(requestId, failed, payload),
      initFailed: (payload) => sandbox.#initFailed(payload),
    });
    const process = new SandboxProcess(version, api.address, cells, env);
    const sandbox = new Sandbox(version, api, process);
    void process.exited.then((how) => sandbox.#exited(how));
    return sandbox;
  }

  /** False once its process is gone, or could not begin: Lambda starts another one for the next event. */
  get usable(): boolean {
    return !this.#process.gone && this.#initError === undefined;
  }

  get frozen(): boolean {
    return this.#process.frozen;
  }

  /** Everything that it printed. */
  get log(): string {
    return this.#process.log;
  }

  async invoke(event: string, disturbance?: Disturbance): Promise<Ended> {
    const { promise, resolve } = Promise.withResolvers<Ended>();
    const cold = this.#cold;
    this.#cold = false;
    const requestId = randomUUID();
    let startedMs = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const end = (ending: Ending, payload: string) => {
      clearTimeout(timer);
      this.#running = undefined;
      resolve({ ending, payload, cold, durationMs: performance.now() - startedMs });
    };
    this.#running = { requestId, end };
    if (this.#initError !== undefined) end('init-error', this.#initError);
    else if (this.#process.gone) end('exit', failure('Runtime.ExitError', 'the sandbox is gone'));
    else {
      this.#process.thaw();
      const limitMs = this.#version.timeoutSeconds * 1000;
      const handed = () => {
        startedMs = performance.now();
        timer = setTimeout(() => this.#timedOut(requestId), limitMs);
        if (disturbance) this.#process.disturb(disturbance);
      };
      this.#api.hand({ requestId, event, functionArn: this.#version.arn, limitMs, handed });
    }
    return promise;
  }

  async stop(): Promise<void> {
    await this.#process.remove();
    await this.#api.stop();
  }

  #answered(requestId: string, failed: boolean, payload: string): void {
    if (this.#running?.requestId === requestId) this.#running.end(failed ? 'thrown' : 'answered', payload);
  }

  #initFailed(payload: string): void {
    this.#initError = payload;
    this.#running?.end('init-error', payload);
  }

  #timedOut(requestId: string): void {
    const seconds = this.#version.timeoutSeconds.toFixed(2);
    this.#timeout = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    // The next event must not meet what is dying: the end is told when the process is gone.
    this.#process.kill();
  }

  #exited(how: string): void {
    const running = this.#running;
    if (!running) return;
    if (this.#timeout !== undefined) {
      running.end('timeout', failure('Sandbox.Timedout', this.#timeout));
      return;
    }
    const ending = this.#process.outOfMemory ? 'out-of-memory' : 'exit';
    const words = `RequestId: ${running.requestId} Error: Runtime exited with ${how}`;
    running.end(ending, failure('Runtime.ExitError', words));
  }
}

function failure(errorType: string, errorMessage: string): string {
  return JSON.stringify({ errorType, errorMessage });
}
