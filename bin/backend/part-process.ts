import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pause } from '../../functions/delivery/ship.ts';
import type { Part } from '../../lib/backend/parts.ts';

export interface PartProcessOptions {
  readonly part: Part;
  /** The program's path. */
  readonly path: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `http://HOST:PORT/PATH`: answers 200 when the part is ready. */
  readonly readyUrl: string;
  readonly onLine: (line: string) => void;
  readonly onState: () => void;
  /** It has ended without being told to; awaited before it is started again. */
  readonly onEnded: () => Promise<void>;
}

export type PartState = 'waiting' | 'starting' | 'ready' | 'failed' | 'stopped';

/** First and longest pause before it is started again. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Who ran this long begins with a short pause again. */
const STEADY_MS = 60_000;
const LOOK_MS = 200;
const ATTEMPT_MS = 5_000;

/** Runs one part until it is told to stop: starts it again when it ends, says when it is ready. */
export class PartProcess {
  readonly #options: PartProcessOptions;
  #state: PartState = 'waiting';
  #child: ChildProcess | undefined;
  #working: Promise<void> | undefined;
  readonly #over = new AbortController();
  #ready = Promise.withResolvers<void>();
  restarts = 0;
  startedAtMs: number | undefined;

  constructor(options: PartProcessOptions) {
    this.#options = options;
  }

  get part(): Part {
    return this.#options.part;
  }

  get state(): PartState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when it is ready for the first time; rejects when it is stopped before. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Starts it once those that it needs are ready. */
  start(needed: readonly Promise<void>[]): void {
    this.#ready.promise.catch(() => undefined);
    // Also while it waits for others it can be stopped: they may never be ready.
    const stopped = once(this.#over.signal, 'abort');
    this.#working ??= Promise.race([Promise.all(needed), stopped]).then(
      () => this.#keepRunning(),
      () => undefined,
    );
  }

  /** Asks it to end, and after its grace ends it. */
  async stop(): Promise<void> {
    this.#over.abort();
    this.#ready.reject(new Error(`${this.part.name} was stopped.`));
    const child = this.#child;
    // What could not be started has no process, and never exits.
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), this.part.graceSeconds * 1000);
      await exited;
      clearTimeout(timer);
    }
    await this.#working;
    this.#become('stopped');
  }

  /** Ends it at once, whatever it holds; resolves when it is gone. It is started again. */
  async crash(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** At once, where there is no time to wait. */
  kill(): void {
    this.#over.abort();
    this.#child?.kill('SIGKILL');
  }

  async #keepRunning(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#over.signal.aborted) {
      const beganMs = Date.now();
      const ended = await this.#runOnce();
      if (this.#over.signal.aborted) return;
      if (Date.now() - beganMs > STEADY_MS) pauseMs = FIRST_PAUSE_MS;
      this.#become('failed');
      await this.#options.onEnded();
      this.#options.onLine(`ended (${ended}); it is started again in ${pauseMs / 1000} s`);
      await pause(pauseMs, this.#over.signal);
      if (this.#over.signal.aborted) return;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      this.restarts += 1;
    }
  }

  async #runOnce(): Promise<string> {
    const { part, path, environment, onLine } = this.#options;
    // In a group of its own: a terminal's Ctrl-C is for us, who stop the parts in their order.
    const child = spawn(path, part.args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#child = child;
    this.startedAtMs = Date.now();
    this.#become('starting');
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
    const gone = new AbortController();
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `by ${signal}`));
    }).finally(() => gone.abort());
    void this.#watch(AbortSignal.any([gone.signal, this.#over.signal]));
    return await ended;
  }

  /** Looks until it is ready. */
  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const attempt = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]);
      const answer = await fetch(this.#options.readyUrl, { signal: attempt }).catch(() => undefined);
      await answer?.body?.cancel().catch(() => undefined);
      if (signal.aborted) return;
      if (answer?.status === 200) {
        this.#become('ready');
        this.#ready.resolve();
        return;
      }
      await pause(LOOK_MS, signal);
    }
  }

  #become(state: PartState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState();
  }
}
