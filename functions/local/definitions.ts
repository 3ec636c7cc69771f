import type { Compiled, Diagnostic, HashedPlan } from '../../lib/model/plan.ts';
import type { Clock } from '../../lib/model/prober.ts';
import type { FindingsAnswer } from './api.ts';
import { Watcher } from './watcher.ts';

export interface DefinitionsParts {
  /** Reads the definitions in a child process; rejects only when that fails by our own fault. */
  readonly compile: () => Promise<Compiled>;
  readonly folders: readonly string[];
  /** Files outside of the folders that matter, such as the configuration, and what definitions refer to. */
  readonly files: () => readonly string[];
  readonly clock: Clock;
  /** A set without errors, to be run from now on. Resolves when it is. */
  readonly onSet: (plan: HashedPlan) => Promise<void>;
  /** After every compilation. */
  readonly onFindings: (findings: FindingsAnswer) => void;
}

/** Keeps the running set what the files say: compiles when they change, and leaves the set alone when they have errors. */
export class Definitions {
  readonly #parts: DefinitionsParts;
  readonly #watcher: Watcher;
  #findings: FindingsAnswer;
  #compiling: Promise<FindingsAnswer> | undefined;
  #again: Promise<FindingsAnswer> | undefined;
  #closed = false;

  constructor(parts: DefinitionsParts) {
    this.#parts = parts;
    this.#findings = { current: false, checkedAtMs: parts.clock.now(), diagnostics: [] };
    const { folders, files } = parts;
    this.#watcher = new Watcher({ folders, files, onChange: () => void this.reload() });
  }

  get findings(): FindingsAnswer {
    return this.#findings;
  }

  /** Reads the files as they are now or later; whoever asks while they are being read gets the reading after that. */
  reload(): Promise<FindingsAnswer> {
    if (!this.#compiling) {
      this.#compiling = this.#compile().finally(() => {
        this.#compiling = undefined;
      });
      return this.#compiling;
    }
    this.#again ??= this.#compiling.then(() => {
      this.#again = undefined;
      return this.reload();
    });
    return this.#again;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watcher.close();
    await this.#compiling?.catch(() => undefined);
  }

  async #compile(): Promise<FindingsAnswer> {
    const { clock, onFindings } = this.#parts;
    await this.#watcher.mark();
    if (this.#closed) return this.#findings;
    const { compiled, diagnostics } = await this.#compileAndUse().catch(failed);
    this.#findings = { current: compiled !== undefined, checkedAtMs: clock.now(), diagnostics };
    onFindings(this.#findings);
    return this.#findings;
  }

  async #compileAndUse(): Promise<Compiled> {
    const { compile, onSet } = this.#parts;
    const answer = await compile();
    if (answer.compiled && !this.#closed) await onSet(answer.compiled);
    return answer;
  }
}

function failed(error: unknown): Compiled {
  const message = `The definitions could not be read, by a fault of ours: ${error instanceof Error ? error.message : String(error)}`;
  const finding: Diagnostic = { code: 'PW1099', severity: 'error', message };
  return { diagnostics: [finding] };
}
