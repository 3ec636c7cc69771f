import { expect } from 'vitest';
import { type Resource, resourcesOf, type Synthesised, synthesiseExamples } from './synthesised.ts';

type Placed = Resource & { readonly stack: string };

/** The examples, each environment synthesised, with questions to ask of all. */
export interface Examples {
  readonly each: readonly Synthesised[];
  /** Resources of a type, or of all. */
  all(type?: string): readonly Placed[];
  /** The installation with this id. */
  named(id: string): Synthesised;
  /** Resources of a type that do not have what they must, by stack and logical id: empty where all is well. There must be some. */
  without(type: string, has: (properties: Placed['Properties'], resource: Placed) => boolean): readonly string[];
}

export async function openExamples(): Promise<Examples> {
  const each = await synthesiseExamples();
  const all = (type?: string) => each.flatMap((one) => resourcesOf(one, type));
  return {
    each,
    all,
    named(id) {
      const found = each.find(({ deployment }) => deployment.installation.id === id);
      if (!found) throw new Error(`no example has the id ${id}`);
      return found;
    },
    without(type, has) {
      const found = all(type);
      expect(found.length, `there are some of ${type}`).toBeGreaterThan(0);
      return found.filter((one) => !has(one.Properties, one)).map(({ stack, id }) => `${stack}/${id}`);
    },
  };
}
