import type { Diagnostic } from '../../model/plan.ts';

/** Findings in the order in which they came; what several probes inherit from one place is said once. */
export class Findings {
  readonly #seen = new Set<string>();
  readonly #list: Diagnostic[] = [];

  add(...found: readonly Diagnostic[]): void {
    for (const one of found) {
      const { file, line, column } = one.place ?? {};
      const key = JSON.stringify([one.code, file, line, column, one.path]);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#list.push(one);
    }
  }

  get list(): readonly Diagnostic[] {
    return this.#list;
  }

  get count(): number {
    return this.#list.length;
  }
}

/** By file, line and column; what stands in no file comes first. */
export function inOrder(findings: readonly Diagnostic[]): Diagnostic[] {
  return [...findings].sort(
    (a, b) =>
      compare(a.place?.file ?? '', b.place?.file ?? '') ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
      compare(a.code, b.code),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
