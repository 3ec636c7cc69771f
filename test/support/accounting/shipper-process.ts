import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ShipperAnswer, ShipperEvent } from './object-shipper.ts';
import type { Place } from './place.ts';

const PROGRAM = fileURLToPath(new URL('object-shipper.ts', import.meta.url));

/** A shipper in a process of its own, which takes one event at a time. */
export class ShipperProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;

  constructor(place: Place) {
    this.#child = spawn(process.execPath, [...process.execArgv, PROGRAM, JSON.stringify(place)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#ended = once(this.#child, 'exit');
    const { stdout, stdin } = this.#child;
    if (!stdout || !stdin) throw new Error('no pipes');
    // Of one that is killed while it is written to.
    stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** Undefined when it was killed before it answered. */
  async ask(event: ShipperEvent): Promise<ShipperAnswer | undefined> {
    this.#child.stdin?.write(`${JSON.stringify(event)}\n`);
    const { value, done } = await this.#lines.next();
    return done ? undefined : (JSON.parse(value) as ShipperAnswer);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
