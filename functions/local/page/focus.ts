import type { List } from './list.ts';
import type { Navigation } from './navigation.ts';
import type { Row } from './row.ts';

/** The row that has the focus. */
export function focusedRow(list: List): Row | undefined {
  return document.activeElement === null ? undefined : list.rowOf(document.activeElement);
}

/** Moves the focus to the next or previous row; while a probe is open, the next or previous one is opened in its place. */
export function moveFocus(list: List, navigation: Navigation, step: -1 | 1): void {
  const rows = list.rows();
  const open = navigation.view.probe;
  const from = focusedRow(list)?.summary.name ?? open;
  const at = rows.findIndex((row) => row.summary.name === from);
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  if (next === undefined) return;
  if (open !== '') navigation.go({ probe: next.summary.name }, 'replace');
  else next.link.focus();
  next.element.scrollIntoView({ block: 'nearest' });
}

/** Back to the row of a probe that was closed. */
export function focusProbe(list: List, name: string): void {
  list
    .rows()
    .find((row) => row.summary.name === name)
    ?.link.focus({ preventScroll: true });
}
