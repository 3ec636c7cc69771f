export interface KeyActions {
  focusFilter(): void;
  /** Moves to the next or previous probe. */
  move(step: -1 | 1): void;
  /** Walks along the strip of the focused probe. */
  walk(step: -1 | 1): void;
  help(): void;
  escape(): void;
  /** Whether the focus is on a probe of the list. */
  onProbe(): boolean;
}

/** Listens to the keys of the whole page; leaves alone what is typed, and what the browser or a screen reader uses. */
export function listenToKeys(actions: KeyActions): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]') !== null) return;
    if (event.key === 'Escape') actions.escape();
    else if (!isTyping(event.target)) act(event, actions);
  });
}

function act(event: KeyboardEvent, actions: KeyActions): void {
  const arrow = event.key.startsWith('Arrow');
  if (arrow && !actions.onProbe()) return;
  const action = keyAction(event.key, actions);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function keyAction(key: string, actions: KeyActions): (() => void) | undefined {
  if (key === '/') return () => actions.focusFilter();
  if (key === '?') return () => actions.help();
  if (key === 'j' || key === 'ArrowDown') return () => actions.move(1);
  if (key === 'k' || key === 'ArrowUp') return () => actions.move(-1);
  if (key === 'ArrowLeft') return () => actions.walk(-1);
  if (key === 'ArrowRight') return () => actions.walk(1);
  return undefined;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea, [contenteditable]') !== null;
}
