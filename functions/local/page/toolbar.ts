import { el, keyed, part } from './dom.ts';
import type { Navigation } from './navigation.ts';
import type { View } from './view.ts';

/** Filter box and grouping; both are kept in the address. */
export function createToolbar(navigation: Navigation): (view: View, keys: readonly string[]) => void {
  const filter = part('filter');
  const group = part('group');
  if (!(filter instanceof HTMLInputElement) || !(group instanceof HTMLSelectElement))
    throw new Error('index.html and toolbar.ts disagree');
  const options = keyed(group);
  filter.addEventListener('input', () => navigation.go({ query: filter.value }, 'replace'));
  group.addEventListener('change', () => navigation.go({ group: group.value }));
  return (view, keys) => {
    if (filter.value !== view.query) filter.value = view.query;
    const known = view.group === '' || keys.includes(view.group) ? keys : [...keys, view.group];
    options(JSON.stringify(known), () => [
      el('option', { value: '' }, 'not grouped'),
      ...known.map((key) => el('option', { value: key }, `by ${key}`)),
    ]);
    group.value = view.group;
    group.hidden = known.length === 0;
  };
}
