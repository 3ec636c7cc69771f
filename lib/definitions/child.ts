import { readFileSync, writeSync } from 'node:fs';
import { compileHere } from './compile/compile-here.ts';
import type { Job, Message } from './compile/job.ts';
import { type Load, loadModule } from './compile/load-typescript.ts';
import { registerDefinitionHooks } from './typescript/module-hooks.ts';

/** The pipe that belongs to us alone: definitions may print to the standard ones. */
const PIPE = 3;

// The compiler's own process: definitions are other people's code, and may do anything to the process that runs them.
const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
const files = new Set<string>();
registerDefinitionHooks(job.folders, (path) => files.add(path));
say({ type: 'ready' });
// A rejected promise, or an error in a timer: whoever is being loaded takes it, as if the import had thrown.
const uncaught: unknown[] = [];
process.on('uncaughtException', (error: unknown) => uncaught.push(error));
const load: Load = async (file) => {
  say({ type: 'loading', file });
  try {
    const module = await loadModule(file);
    // One turn of the loop, in which rejections that nobody handles come to light.
    await new Promise((resolve) => setImmediate(resolve));
    if (uncaught.length > 0) throw uncaught.shift();
    return module;
  } finally {
    say({ type: 'loaded', file });
  }
};
try {
  say({ type: 'done', answer: await compileHere(job, load, files) });
} catch (error) {
  say({ type: 'fault', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
// Timers and servers that a definition left behind hold nobody up.
process.exit(0);

/** Written before it returns, so that it arrives even if the next moment ends the process. */
function say(message: Message): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(PIPE, bytes, at);
}
