import { part } from './dom.ts';
import type { List } from './list.ts';
import type { Navigation } from './navigation.ts';

/** A click anywhere on a row opens its probe, unless text is being selected or the browser is asked for a new tab. */
export function openOnClick(list: List, navigation: Navigation): void {
  part('groups').addEventListener('click', (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (document.getSelection()?.type === 'Range') return;
    const row = event.target instanceof Element ? list.rowOf(event.target) : undefined;
    if (row === undefined) return;
    event.preventDefault();
    navigation.go({ probe: row.summary.name });
  });
}
