import { longestRise } from './longest-rise.ts';

/**
 * Makes the children of `parent` exactly these, in this order, with the fewest moves: what stays in place keeps its
 * scroll anchor, and what moves keeps its focus.
 */
export function arrange(parent: Element, wanted: readonly Element[]): void {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  const places = new Map([...parent.children].map((child, place) => [child, place]));
  const present = wanted.filter((child) => places.has(child));
  const rise = longestRise(present.map((child) => places.get(child) ?? 0));
  const still = new Set(present.filter((_, index) => rise.has(index)));
  let next: Element | null = null;
  for (const child of wanted.toReversed()) {
    if (!still.has(child)) place(parent, child, next);
    next = child;
  }
}

function place(parent: Element, child: Element, next: Element | null): void {
  if (child.isConnected && parent.isConnected && 'moveBefore' in parent) {
    parent.moveBefore(child, next);
    return;
  }
  const focused = document.activeElement;
  parent.insertBefore(child, next);
  if (focused instanceof HTMLElement && child.contains(focused)) focused.focus({ preventScroll: true });
}
