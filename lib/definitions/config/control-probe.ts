import type { Probe } from '../../model/probe.ts';
import { findTargetProblem } from '../checks/target-syntax.ts';
import { expandProbe } from '../expand/expand-probe.ts';
import { originOf } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import { report, type Section } from './section.ts';

/**
 * The probe that tells whether a location's own network works. Any answer of http counts as one: a page that has moved
 * must not make real outages look like our fault. It takes part in every tick, so that its own interval means nothing.
 */
export function controlProbe(section: Section, control: string, location: string, path: ValuePath): Probe | undefined {
  const kind = /^https?:\/\//i.test(control) ? 'http' : 'tcp';
  // Said of every text of the configuration.
  if (control.includes('${')) return undefined;
  const problem = findTargetProblem(kind, control);
  if (problem) {
    report(section, 'PW3401', path, {
      message: problem.message,
      given: control,
      allowed: 'https://…, http://… or HOST:PORT',
      remedy: 'Name something beside the targets that is always up, such as https://www.example.com/.',
    });
    return undefined;
  }
  const written = {
    name: `control-${location}`,
    kind,
    target: control,
    interval: '10s',
    timeout: '5s',
    ...(kind === 'http' && { expect: [{ status: '100-599' }], http: { redirects: 0 } }),
  };
  return expandProbe(written, originOf(section.tree.site).place, [location], {
    kind,
    report: (code, at, details) => report(section, code, [...path, ...at], details),
    readText: () => undefined,
  });
}
