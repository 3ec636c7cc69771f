type Child = Node | string | false | undefined;
type Handler = (event: never) => void;
type Attributes = Readonly<Record<string, string | number | boolean | Handler | undefined>>;

/**
 * Makes an element. Strings become text nodes, never markup: bodies and messages come from strangers. An attribute
 * that is `undefined` or `false` is left out; a function is a listener for the event its name says (`onclick`).
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as (event: Event) => void);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...present(children));
  return element;
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child) => child !== undefined && child !== false);
}

/** Writes only what differs, so that nothing is repainted, selected text survives and screen readers stay quiet. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The page's own element with this id. */
export function part(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no element with the id ${id}`);
  return element;
}

/** Words that only screen readers read. */
export function spoken(text: string): HTMLElement {
  return el('span', { class: 'spoken' }, text);
}

/** Wide tables scroll by themselves, never the page. */
export function scrolling(table: HTMLElement): HTMLElement {
  return el('div', { class: 'scrolling', tabindex: 0 }, table);
}

/** Fills an element by key: a key that stays means that the content stays as it is. */
export function keyed(host: HTMLElement): (key: string, content: () => readonly Child[]) => void {
  let shown: string | undefined;
  return (key, content) => {
    if (key === shown) return;
    shown = key;
    host.replaceChildren(...present(content()));
  };
}
