import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Addresses } from '../../lib/backend/addresses.ts';
import { machinePaths } from '../../lib/backend/paths.ts';
import { type RenderedBackend, renderBackend } from '../../lib/backend/render.ts';
import type { BackendSettings } from '../../lib/backend/settings.ts';
import { PartProcess } from './part-process.ts';
import { BACKEND_VARIABLE } from './state-file.ts';

export interface StackOptions {
  readonly settings: BackendSettings;
  readonly addresses: Addresses;
  /** Holds `config`, and `data` of each part. */
  readonly folder: string;
  /** The path of a pinned program. Throws, in words, when it is not there. */
  readonly programPath: (name: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onLine: (part: string, line: string) => void;
  readonly onState: () => void;
  /** A part has ended without being told to; awaited before it is started again. */
  readonly onEnded: (part: string) => Promise<void>;
}

export interface Stack {
  readonly parts: readonly PartProcess[];
  readonly rendered: RenderedBackend;
  /** Resolves when every part is ready for the first time. */
  readonly ready: Promise<void>;
  /** The last first. */
  stop(): Promise<void>;
}

/** Renders the backend into its folder, without rules, and starts what of it has a program. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { settings, addresses, folder, programPath, environment, onLine, onState, onEnded } = options;
  const paths = machinePaths(folder);
  const rendered = renderBackend(settings, addresses, paths);
  const runnable = rendered.parts.flatMap((part) =>
    part.program === undefined ? [] : [{ part, program: part.program }],
  );
  // Looked for before anything is written: a program that is missing leaves nothing half done.
  const found = runnable.map(({ part, program }) => ({ part, path: programPath(program) }));
  await rm(join(paths.config, 'rules'), { recursive: true, force: true });
  for (const [name, text] of Object.entries(rendered.files)) {
    const path = join(paths.config, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  if (settings.store.type === 'folder') await mkdir(join(settings.store.path, 'metrics'), { recursive: true });
  const parts: PartProcess[] = [];
  for (const { part, path } of found) {
    await mkdir(paths.data(part.name), { recursive: true });
    const { port, path: readyPath } = part.ready;
    const process = new PartProcess({
      part,
      path,
      environment: { ...environment, ...part.environment, [BACKEND_VARIABLE]: folder },
      readyUrl: `http://${addresses[port].reach}${readyPath}`,
      onLine: (line) => onLine(part.name, line),
      onState,
      onEnded: () => onEnded(part.name),
    });
    process.start(parts.filter((other) => part.after.includes(other.part.name)).map(({ ready }) => ready));
    parts.push(process);
  }
  return {
    parts,
    rendered,
    ready: Promise.all(parts.map(({ ready }) => ready)).then(() => undefined),
    async stop() {
      for (const part of parts.toReversed()) await part.stop();
    },
  };
}
