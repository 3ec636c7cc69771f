import { parseView, type View, viewAddress } from './view.ts';

export interface Navigation {
  readonly view: View;
  /** Goes to a changed view. `replace` makes no entry in the history: for typing. */
  go(change: Partial<View>, how?: 'push' | 'replace'): void;
}

/** Keeps the view and the address the same, in both directions. */
export function createNavigation(changed: (view: View) => void): Navigation {
  let view = parseView(location.search);
  window.addEventListener('popstate', () => {
    view = parseView(location.search);
    changed(view);
  });
  return {
    get view() {
      return view;
    },
    go(change, how = 'push') {
      const next = { ...view, ...change };
      const address = viewAddress(next);
      if (address === viewAddress(view)) return;
      view = next;
      if (how === 'push') history.pushState(null, '', address);
      else history.replaceState(null, '', address);
      changed(view);
    },
  };
}
