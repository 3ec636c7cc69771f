import { finding } from '../finding.ts';
import { nearest, originOf, pathIn } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import { report, type Section } from './section.ts';

/** The name in `${secret:NAME}`; anything else is reported, and never printed. */
export function secretName(section: Section, text: string, path: ValuePath, what: string, code: string): string {
  const name = /^\$\{secret:([\w./-]+)\}$/.exec(text)?.[1];
  if (name !== undefined) return name;
  if (text.includes('${')) {
    report(section, 'PW2010', path, {
      message: `${what} is named by one whole reference, and by nothing beside it.`,
      given: text.replaceAll(/(^|\})[^$]*(?=\$|$)/g, '$1'),
      allowed: '${secret:NAME}',
      remedy: "Write '${secret:NAME}' in quotes, as text; the name has letters, digits and . _ - /.",
    });
  } else writtenInClear(section, path, what, code, text);
  return '';
}

const REMEDY =
  "Write '${secret:NAME}' in its place, and the value into the SSM parameter of that name. Then replace the old value where it is accepted: it has been seen.";

/** The text is not shown, nor the line that holds it. */
export function writtenInClear(
  section: Section,
  path: ValuePath,
  what: string,
  code: string,
  text: string,
  remedy = REMEDY,
): void {
  const origin = originOf(nearest(section.tree, path).tree.site);
  const { line, ...rest } = origin;
  const hidden = text === '' ? line : line?.replaceAll(text, '•••');
  section.findings.push(
    finding(code, {
      message: `${what} is written in clear; it would be in the repository, in every clone and in the function.`,
      path: pathIn(section.tree, path),
      given: `${text.length} characters, not shown`,
      allowed: 'a reference: ${secret:NAME}',
      remedy,
      origin: { ...rest, ...(hidden !== undefined && { line: hidden }) },
    }),
  );
}
