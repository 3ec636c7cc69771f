import { closest } from '../../model/closest.ts';
import type { Diagnostic } from '../../model/plan.ts';
import type { DnsSettings, HttpSettings } from '../../model/settings.ts';
import { parseTemplate } from '../../model/template.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck, ValuePath } from '../types.ts';
import { RECORD_TYPES } from './dns-names.ts';
import { correctLine, rawAt, stepPaths } from './draft-tools.ts';

/** Registered methods (IANA) that a person might mean. */
const METHODS =
  'GET HEAD POST PUT PATCH DELETE OPTIONS TRACE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK REPORT SEARCH QUERY PURGE'.split(
    ' ',
  );
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What is sent is something that the protocol can carry. */
export const checkRequests: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    const paths = stepPaths(draft);
    const { probe } = draft;
    if (probe.kind === 'http') {
      for (const [index, { settings }] of probe.steps.entries())
        yield* http(draft, [...(paths[index] ?? []), 'http'], settings);
    }
    if (probe.kind === 'dns') {
      for (const [index, { settings }] of probe.steps.entries())
        yield* dns(draft, [...(paths[index] ?? []), 'dns'], settings);
    }
  }
};

function* http(draft: Draft, path: ValuePath, settings: HttpSettings): Generator<Diagnostic> {
  yield* method(draft, [...path, 'method'], settings.method);
  for (const [name, value] of settings.headers) yield* header(draft, [...path, 'headers', name], name, value);
}

function* method(draft: Draft, path: ValuePath, given: string): Generator<Diagnostic> {
  const token = TOKEN.test(given);
  const meant = METHODS.includes(given) ? undefined : closest(given, METHODS);
  if (token && !meant && given !== 'CONNECT') return;
  const corrected = meant && correctLine(draft.locate(path), given, meant);
  yield findingAt('PW3405', draft, path, {
    message: `'${given}' is not a method that can be sent.`,
    given,
    allowed:
      'GET HEAD POST PUT PATCH DELETE OPTIONS and other methods in capitals (they differ by case), except CONNECT',
    ...(meant && { didYouMean: meant }),
    ...(corrected && { corrected }),
    remedy: `Write 'method: ${meant ?? 'GET'}'.`,
  });
}

/** What says how long the message is must be true of it, so the prober writes it itself. */
const OURS = new Set(['content-length', 'transfer-encoding']);

function* header(draft: Draft, path: ValuePath, name: string, value: string): Generator<Diagnostic> {
  if (OURS.has(name.toLowerCase())) {
    yield findingAt('PW3410', draft, path, {
      message: `The header ${name} is written by the prober itself; yours would not be sent.`,
      given: `${name}: ${value}`,
      allowed: 'any header but Content-Length and Transfer-Encoding',
      remedy: 'Delete it: the length of the body is known when it is sent.',
    });
  }
  if (!TOKEN.test(name)) {
    const meant = name
      .trim()
      .replace(/:$/, '')
      .replaceAll(/[^!#$%&'*+.^_`|~0-9A-Za-z-]+/g, '-');
    yield findingAt('PW3406', draft, path, {
      message: `'${name}' cannot be the name of a header.`,
      given: name,
      allowed: 'letters, digits and hyphens, without spaces or colons',
      ...(TOKEN.test(meant) && { didYouMean: meant }),
      remedy: `Write the name alone, such as '${TOKEN.test(meant) ? meant : 'X-Request-Id'}', and the value behind the colon.`,
    });
  }
  const wrong = [...value].find((character) => !/^[\t\u0020-\u007e\u0080-\u00ff]$/.test(character));
  if (wrong === undefined) return;
  yield findingAt('PW3406', draft, path, {
    message: `The value of the header ${name} contains ${named(wrong)}, which a header cannot carry.`,
    given: named(wrong),
    allowed: 'one line of ASCII (or Latin-1) text',
    remedy: 'Take it out, or encode the value as the service expects it.',
  });
}

function named(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n' || character === '\r') return 'a line break';
  return code < 0x20 ? `the control character ${code}` : `'${character}'`;
}

function* dns(draft: Draft, path: ValuePath, { query, type }: DnsSettings): Generator<Diagnostic> {
  yield* recordType(draft, [...path, 'type'], type);
  if (parseTemplate(query).parts.some((part) => 'ref' in part)) return;
  const problem = queryProblem(query);
  if (!problem) return;
  const place = rawAt(draft, [...path, 'query']) === undefined ? path : [...path, 'query'];
  const corrected = problem.meant && correctLine(draft.locate(place), query, problem.meant);
  yield findingAt('PW3407', draft, place, {
    message: `'${query}' is not a name that DNS can be asked for: ${problem.why}.`,
    given: query,
    allowed: 'a domain name, such as shop.example (up to 63 characters between dots, 253 in all)',
    ...(problem.meant && { didYouMean: problem.meant }),
    ...(corrected && { corrected }),
    remedy: "Write the domain name alone; the server to ask is the 'target', the record type goes into 'type'.",
  });
}

function* recordType(draft: Draft, path: ValuePath, type: string): Generator<Diagnostic> {
  if (RECORD_TYPES.includes(type)) return;
  const number = /^TYPE(\d{1,5})$/.exec(type)?.[1];
  if (number !== undefined && Number(number) <= 0xffff) return;
  const meant = closest(type, RECORD_TYPES);
  const corrected = meant && correctLine(draft.locate(path), type, meant);
  yield findingAt('PW3411', draft, path, {
    message: `There is no record type ${type}.`,
    given: type,
    allowed:
      'A AAAA CAA CNAME HTTPS MX NS PTR SOA SRV TXT and the others of the IANA registry, or TYPE and a number: TYPE65',
    ...(meant && { didYouMean: meant }),
    ...(corrected && { corrected }),
    remedy: `Write 'type: ${meant ?? 'A'}'.`,
  });
}

function queryProblem(query: string): { why: string; meant?: string } | undefined {
  if (query === '') return { why: 'it is empty' };
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#:]+)/i.exec(query)?.[1];
  if (url) return { why: 'it is a URL', meant: url };
  if (/\s/.test(query)) return { why: 'it contains a space', meant: query.replaceAll(/\s/g, '') };
  const path = /[/?#]/.exec(query);
  if (path && !/^[0-9/.-]+\.in-addr\.arpa\.?$/i.test(query))
    return { why: 'it has a path', meant: query.slice(0, path.index) };
  const labels = query.replace(/\.$/, '').split('.');
  if (query !== '.' && labels.includes(''))
    return { why: 'it has a dot too many', meant: labels.filter(Boolean).join('.') };
  if (query.length > 254 || labels.some((label) => label.length > 63)) return { why: 'it is too long' };
  return undefined;
}
