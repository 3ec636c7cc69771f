import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { originOf, type Tree } from '../tree/tree.ts';

/** Of definitions, where `${…}` has its meaning. */
const RESOLVED = new Set(['defaults', 'variables']);
/** Take references to secrets, and look at them themselves. */
const SECRET = /(?:^|\.)delivery\..*\.(?:password|bearer|key)$/;

/** The configuration is TypeScript, which has its own ways to put texts together: `${…}` inside of a text is taken for nothing here. */
export function* unresolved(tree: Tree, key = ''): Generator<Diagnostic> {
  if (tree.type === 'list') for (const item of tree.items) yield* unresolved(item);
  if (tree.type === 'map') {
    for (const [name, { value }] of tree.entries)
      if (!(key === '' && RESOLVED.has(name))) yield* unresolved(value, name);
  }
  if (tree.type !== 'scalar' || typeof tree.value !== 'string') return;
  if (SECRET.test(tree.site.path) || !tree.value.includes('${')) return;
  yield finding('PW2010', {
    message: `Nothing resolves the \${…} in «${tree.site.path}».`,
    path: tree.site.path,
    allowed: '${secret:NAME} as password, bearer or key of a receiver',
    remedy: 'Write the value itself, or put it together in TypeScript, in backquotes.',
    origin: originOf(tree.site),
  });
}
