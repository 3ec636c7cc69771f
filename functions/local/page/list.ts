import type { ProbeSummary } from '../api.ts';
import { arrange } from './arrange.ts';
import { el, part, setAttribute, setText } from './dom.ts';
import type { Group } from './grouping.ts';
import { keepPlace } from './keep-place.ts';
import { createRow, drawRow, type Row, updateRow } from './row.ts';
import { plural } from './sentences.ts';
import { type View, viewAddress } from './view.ts';

/** The list of probes: rows stay the same elements for as long as their probe is shown. */
export class List {
  readonly #host = part('groups');
  readonly #rows = new Map<string, Row>();
  readonly #sections = new Map<string, HTMLElement>();
  readonly #nearby = new IntersectionObserver((entries) => whenSeen(entries, this.#rows), { rootMargin: '300px' });

  /** Shows these groups, with the fewest moves. */
  show(groups: readonly Group[], view: View): void {
    const restore = keepPlace(inView(this.#rows));
    const shown = new Set(groups.map((group) => group.value));
    for (const value of this.#sections.keys()) if (!shown.has(value)) this.#sections.delete(value);
    const elements = groups.map((group) => {
      const section = this.#sections.get(group.value) ?? createSection();
      this.#sections.set(group.value, section);
      fillSection(section, group, view, (summary) => this.#rowFor(summary));
      return section;
    });
    arrange(this.#host, elements);
    restore();
    this.#forgetAllBut(new Set(groups.flatMap((group) => group.probes.map((probe) => probe.name))));
  }

  /** The row that this element is in. */
  rowOf(element: Element): Row | undefined {
    return this.#rows.get(element.closest<HTMLElement>('li.row')?.dataset.probe ?? '');
  }

  /** The rows as they stand, from the top. */
  rows(): readonly Row[] {
    return [...this.#host.querySelectorAll('li.row')].flatMap((item) => this.rowOf(item) ?? []);
  }

  #rowFor(summary: ProbeSummary): Row {
    const known = this.#rows.get(summary.name);
    if (known !== undefined) {
      if (known.summary !== summary) updateRow(known, summary);
      return known;
    }
    const row = createRow(summary);
    this.#rows.set(summary.name, row);
    this.#nearby.observe(row.element);
    return row;
  }

  #forgetAllBut(kept: ReadonlySet<string>): void {
    for (const [name, row] of this.#rows) {
      if (kept.has(name)) continue;
      this.#nearby.unobserve(row.element);
      this.#rows.delete(name);
    }
  }
}

function inView(rows: ReadonlyMap<string, Row>): Element[] {
  return [...rows.values()].filter((row) => row.visible).map((row) => row.element);
}

function createSection(): HTMLElement {
  return el(
    'section',
    { class: 'group' },
    el('h2', { class: 'group-title' }),
    el('ul', { class: 'rows', role: 'list' }),
  );
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
