import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonPath } from '../../../tools/python.ts';
import type { Cells } from './control-groups.ts';
import type { FunctionVersion } from './function-version.ts';
import { type Ended, Sandbox } from './sandbox.ts';
import type { Disturbance } from './sandbox-process.ts';

/** What the emulator asks to be run: a function's settings, its zip on disk, an event. */
interface Asked extends Omit<FunctionVersion, 'folder'> {
  readonly sha256: string;
  readonly zip: string;
  readonly event: string;
}

export interface Invocation extends Ended {
  readonly function: string;
  readonly region: string;
  readonly event: string;
  readonly disturbance?: Disturbance;
}

/** Decides what happens to an invocation before it begins. */
export type Decide = (asked: { readonly function: string; readonly event: string }) => Disturbance | undefined;

/** Sandboxes by function version, as many as there are events at once, kept warm. */
export class SandboxPool {
  readonly invocations: Invocation[] = [];
  decide: Decide = () => undefined;
  /** Variables of all functions, beside their own. */
  env: Readonly<Record<string, string>> = {};
  /** Where AWS is. */
  awsUrl = '';
  readonly #folder: string;
  readonly #cells: Cells;
  readonly #all: Sandbox[] = [];
  readonly #idle = new Map<string, Sandbox[]>();
  readonly #unpacked = new Map<string, Promise<string>>();

  constructor(folder: string, cells: Cells) {
    this.#folder = folder;
    this.#cells = cells;
  }

  /** What all sandboxes printed. */
  get log(): string {
    return this.#all.map(({ log }) => log).join('');
  }

  async run(asked: Asked): Promise<Invocation> {
    const { region, event } = asked;
    const version = { ...asked, variables: this.#here(asked.variables), folder: await this.#unpack(asked) };
    const free = this.#idleOf(asked);
    const sandbox = free.pop() ?? (await this.#begin(version));
    const disturbance = this.decide({ function: asked.name, event });
    const ended = await sandbox.invoke(event, disturbance);
    if (sandbox.usable) free.push(sandbox);
    const invocation = { ...ended, function: asked.name, region, event, ...(disturbance && { disturbance }) };
    this.invocations.push(invocation);
    return invocation;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((sandbox) => sandbox.stop()));
  }

  #idleOf({ arn, sha256, memoryMb, timeoutSeconds, variables }: Asked): Sandbox[] {
    const key = JSON.stringify([arn, sha256, memoryMb, timeoutSeconds, variables]);
    const free = this.#idle.get(key) ?? [];
    this.#idle.set(key, free);
    return free;
  }

  async #begin(version: FunctionVersion): Promise<Sandbox> {
    const sandbox = await Sandbox.start(version, this.#cells, this.env);
    this.#all.push(sandbox);
    return sandbox;
  }

  #unpack({ sha256, zip }: Asked): Promise<string> {
    const known = this.#unpacked.get(sha256) ?? unpack(zip, join(this.#folder, `task-${this.#unpacked.size}`));
    this.#unpacked.set(sha256, known);
    return known;
  }

  /** A queue's URL names a host of AWS: here it is the emulator. */
  #here(variables: Readonly<Record<string, string>>): Record<string, string> {
    const here = ([name, value]: readonly [string, string]) =>
      [name, value.replace(/^https:\/\/sqs\.[\w.-]+\//, `${this.awsUrl}/`)] as const;
    return Object.fromEntries(Object.entries(variables).map(here));
  }
}

async function unpack(zip: string, folder: string): Promise<string> {
  await promisify(execFile)(pythonPath(), ['-m', 'zipfile', '-e', zip, folder]);
  return folder;
}
