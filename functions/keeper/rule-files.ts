import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Rule files of the evaluators: there, or not. */
export interface RuleFiles {
  /** Puts them there and has the evaluators read them; nothing is told when nothing changed. */
  load(): Promise<void>;
  /** Takes them away and has the evaluators forget them. */
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
  const reload = async () => {
    for (const url of reloadUrls) {
      const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(30_000) });
      const words = await answer.text();
      if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${words.slice(0, 300)}`);
    }
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
