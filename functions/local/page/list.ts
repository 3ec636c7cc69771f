import type { ProbeSummary } from '../api.ts';
import { arrange } from './arrange.ts';
import { el, part, setAttribute, setText } from './dom.ts';
import type { Group } from './grouping.ts';
import { keepPlace } from './keep-place.ts';
import { createRow, drawRow, type Row, updateRow } from './row.ts';
import { plural } from './sentences.ts';
import { type View, viewAddress } from './view.ts';

export interface List {
  /** Shows these groups; rows stay the same elements for as long as their probe is there. */
  show(groups: readonly Group[], view: View): void;
  rowOf(element: Element): Row | undefined;
  /** The rows as they stand, from the top. */
  rows(): readonly Row[];
}

export function createList(): List {
  const host = part('groups');
  const rows = new Map<string, Row>();
  const sections = new Map<string, HTMLElement>();
  const nearby = new IntersectionObserver((entries) => whenSeen(entries, rows), { rootMargin: '300px' });

  function rowFor(summary: ProbeSummary): Row {
    const known = rows.get(summary.name);
    if (known !== undefined) {
      if (known.summary !== summary) updateRow(known, summary);
      return known;
    }
    const row = createRow(summary);
    rows.set(summary.name, row);
    nearby.observe(row.element);
    return row;
  }

  function forget(kept: ReadonlySet<string>): void {
    for (const [name, row] of rows) {
      if (kept.has(name)) continue;
      nearby.unobserve(row.element);
      rows.delete(name);
    }
  }

  return {
    show(groups, view) {
      const restore = keepPlace(inView(rows));
      const shown = new Set(groups.map((group) => group.value));
      for (const value of sections.keys()) if (!shown.has(value)) sections.delete(value);
      const elements = groups.map((group) => {
        const section = sections.get(group.value) ?? createSection();
        sections.set(group.value, section);
        fillSection(section, group, view, rowFor);
        return section;
      });
      arrange(host, elements);
      restore();
      forget(new Set(groups.flatMap((group) => group.probes.map((probe) => probe.name))));
    },
    rowOf: (element) => {
      const name = element.closest<HTMLElement>('li.row')?.dataset.probe;
      return name === undefined ? undefined : rows.get(name);
    },
    rows: () =>
      [...host.querySelectorAll('li.row')].flatMap((item) => rows.get(item.getAttribute('data-probe') ?? '') ?? []),
  };
}

function inView(rows: ReadonlyMap<string, Row>): Element[] {
  return [...rows.values()].filter((row) => row.visible).map((row) => row.element);
}

function createSection(): HTMLElement {
  return el('section', { class: 'group' }, el('h2', { class: 'group-title' }), el('ul', { class: 'rows' }));
}

function fillSection(section: HTMLElement, group: Group, view: View, rowFor: (probe: ProbeSummary) => Row): void {
  const [title, items] = section.children;
  if (title === undefined || items === undefined) return;
  title.toggleAttribute('hidden', view.group === '');
  const value = group.value === '' ? `no ${view.group}` : `${view.group}=${group.value}`;
  setText(title, `${value} · ${plural(group.probes.length)}`);
  setAttribute(items, 'aria-label', view.group === '' ? 'Probes, worst first' : `Probes with ${value}, worst first`);
  const rows = group.probes.map((probe) => {
    const row = rowFor(probe);
    setAttribute(row.link, 'href', viewAddress({ ...view, probe: probe.name }));
    setAttribute(row.link, 'aria-current', view.probe === probe.name ? 'true' : undefined);
    return row.element;
  });
  arrange(items, rows);
}

function whenSeen(entries: readonly IntersectionObserverEntry[], rows: ReadonlyMap<string, Row>): void {
  for (const entry of entries) {
    const row = rows.get(entry.target.getAttribute('data-probe') ?? '');
    if (row === undefined) continue;
    row.visible = entry.isIntersecting;
    drawRow(row);
  }
}
