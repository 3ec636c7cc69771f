import type { Compiled } from '../../model/plan.ts';
import type { Explanation } from '../types.ts';

/** What the compiler, a child process, is told on its standard input. All paths are absolute. */
export interface Job {
  readonly folders: readonly string[];
  readonly config?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Files that brought an earlier child down: they have their finding already. */
  readonly skip: readonly string[];
  readonly explain?: string;
}

export interface Answer extends Compiled {
  /** Where `explain` named a probe that exists. */
  readonly explanation?: Explanation;
}

/** What it says on its own pipe, one JSON text a line. */
export type Message =
  | { readonly type: 'ready' }
  /** From here on the file is to blame, if the child does not live to say that it is loaded. */
  | { readonly type: 'loading'; readonly file: string }
  | { readonly type: 'loaded'; readonly file: string }
  /** A bug of ours. */
  | { readonly type: 'fault'; readonly stack: string }
  | { readonly type: 'done'; readonly answer: Answer };
