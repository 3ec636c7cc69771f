/**
 * `${…}`, the one interpolation (DESIGN §6). `$${` is a literal `${`. At compile time `each` values, `target.*` and `var:`
 * are put in; what stays for the run is a capture's name, `secret:NAME`, `timestamp` or `random`.
 */
export type TemplatePart =
  | { readonly text: string }
  | { readonly ref: string /** Index of `$` in the template. */; readonly at: number };

/** Splits a template. `unclosed` is the index of a `${` without its `}`. */
export function parseTemplate(template: string): { parts: TemplatePart[]; unclosed?: number } {
  const parts: TemplatePart[] = [];
  let text = '';
  let at = 0;
  while (at < template.length) {
    if (template.startsWith('$${', at)) {
      text += '${';
      at += 3;
    } else if (template.startsWith('${', at)) {
      const end = template.indexOf('}', at);
      if (end < 0) return { parts, unclosed: at };
      if (text !== '') parts.push({ text });
      text = '';
      parts.push({ ref: template.slice(at + 2, end).trim(), at });
      at = end + 1;
    } else {
      text += template[at];
      at += 1;
    }
  }
  if (text !== '') parts.push({ text });
  return { parts };
}

/** Writes text so that a later expansion gives it back. */
export function escapeTemplate(text: string): string {
  return text.replaceAll('${', () => '$${');
}
