import { placeOf } from '../../authoring/call-place.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { type Entry, joinPath, list, map, originOf, type Site, scalar, type Tree } from './tree.ts';

/** Finds the site of a builder's call; undefined where it cannot be told. */
export type SiteOfCall = (value: object) => Site | undefined;

/** Deeper than any definition; ends what holds itself. */
const MOST_DEPTH = 64;

/**
 * What TypeScript made, as a tree. Every value stands where the nearest builder was called. A regular expression becomes
 * `{ pattern, flags }`; what is no plain data (a function, a Date, a promise) is a finding.
 */
export function fromValue(value: unknown, site: Site, siteOfCall: SiteOfCall, findings: Diagnostic[], depth = 0): Tree {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return scalar(value, site);
  if (typeof value === 'number' && Number.isFinite(value)) return scalar(value, site);
  if (depth > MOST_DEPTH) return refuse('is nested more than 64 levels deep, or holds itself', site, findings);
  const own = typeof value === 'object' && placeOf(value) ? siteOfCall(value) : undefined;
  const here = own ? { ...own, layer: site.layer, path: site.path } : site;
  if (value instanceof RegExp) return pattern(value, here);
  if (Array.isArray(value)) {
    return list(
      value.map((item, index) =>
        fromValue(item, { ...here, path: joinPath(here.path, index) }, siteOfCall, findings, depth + 1),
      ),
      here,
    );
  }
  if (typeof value !== 'object' || !isPlain(value))
    return refuse(`is ${nameOf(value)}, not plain data`, site, findings);
  const entries: [string, Entry][] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const keySite = { ...here, path: joinPath(here.path, key) };
    entries.push([key, { keySite, value: fromValue(item, keySite, siteOfCall, findings, depth + 1) }]);
  }
  return map(entries, here);
}

function pattern({ source, flags }: RegExp, site: Site): Tree {
  // JavaScript writes / as \/ in a literal; in a pattern that is only noise.
  const text = scalar(source.replaceAll('\\/', '/'), site);
  if (flags === '') return text;
  return map(
    [
      ['pattern', { keySite: site, value: text }],
      ['flags', { keySite: site, value: scalar(flags, site) }],
    ],
    site,
  );
}

/** Also from another realm, or without a prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype as object) === null;
}

function nameOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'object'}`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}

function refuse(what: string, site: Site, findings: Diagnostic[]): Tree {
  findings.push(
    finding('PW2002', {
      message: `The value of «${site.path}» ${what}.`,
      path: site.path,
      origin: originOf(site),
      allowed: 'text, numbers, true, false, lists, maps and regular expressions',
      remedy: 'Give plain data; await promises, call functions, turn a Date into text.',
    }),
  );
  return scalar(null, site);
}
