import type { CST } from 'yaml';

/** Maps and lists may stand so deep in each other. */
export const MOST_DEPTH = 64;

/**
 * The offset of the first token that is nested too deeply. Looks at the tokens before they are composed, without
 * recursion: composing them is recursive, and hostile nesting would end the stack.
 */
export function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const stack: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { token, depth } = next;
    if (depth > MOST_DEPTH) return token.offset;
    if (token.type === 'document') {
      if (token.value) stack.push({ token: token.value, depth });
    } else if ('items' in token) {
      for (const { key, value } of token.items as { key?: CST.Token | null; value?: CST.Token }[]) {
        if (key) stack.push({ token: key, depth: depth + 1 });
        if (value) stack.push({ token: value, depth: depth + 1 });
      }
    }
  }
  return undefined;
}
