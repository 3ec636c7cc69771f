import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { wordsOf } from './words-of.ts';

/** Rule files of the evaluators: there, or not. */
export interface RuleFiles {
  /** Puts them there and has the evaluators read them. Throws when one does not. */
  load(): Promise<void>;
  /** Takes them away and has the evaluators forget them. Throws when one does not: they are gone all the same, and one that begins anew has none. */
  unload(): Promise<void>;
}

export interface RuleFilesOptions {
  /** Where the rendered files are; rules below `rules/`. */
  readonly folder: string;
  /** Texts by path below the folder. */
  readonly rules: () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  /** `POST` there makes an evaluator read its files again. */
  readonly reloadUrls: readonly string[];
}

export function createRuleFiles({ folder, rules, reloadUrls }: RuleFilesOptions): RuleFiles {
  // Also where one is dead: the others go on evaluating what they have.
  const reload = async () => {
    const answers = await Promise.allSettled(reloadUrls.map(reloaded));
    const failed = answers.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.message)] : []));
    if (failed.length > 0) throw new Error(failed.join('; '));
  };
  return {
    async load() {
      const wanted = await rules();
      for (const [name, text] of Object.entries(wanted)) {
        const path = join(folder, name);
        await mkdir(dirname(path), { recursive: true });
        if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) await writeFile(path, text);
      }
      for (const old of await there(folder)) if (!(old in wanted)) await rm(join(folder, old), { force: true });
      await reload();
    },
    async unload() {
      for (const name of await there(folder)) await rm(join(folder, name), { force: true });
      await reload();
    },
  };
}

async function there(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'rules'), { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.yml')).map((name) => join('rules', name));
}

async function reloaded(url: string): Promise<void> {
  const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(30_000) }).catch((error: Error) => {
    throw new Error(`${url} does not answer: ${wordsOf(error)}`, { cause: error });
  });
  const words = await answer.text();
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${words.slice(0, 300)}`);
}
