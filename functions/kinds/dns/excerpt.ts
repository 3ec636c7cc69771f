import type { Seen } from '../../../lib/model/observation.ts';
import type { Excerpt } from '../../../lib/model/result.ts';

/** The answer as `dig` would show it; undefined when there was none. */
export function excerpt(seen: Seen<'dns'>): Excerpt | undefined {
  const { facts, address } = seen.observation;
  if (facts.rcode === undefined) return undefined;
  const { answer, authority, additional } = seen.evidence;
  const lines = [
    `;; status: ${facts.rcode}; flags: ${facts.flags?.join(' ') ?? ''}; ANSWER: ${facts.answers}, AUTHORITY: ${facts.authorities}, ADDITIONAL: ${facts.additionals}`,
    ...section('ANSWER', answer),
    ...section('AUTHORITY', authority),
    ...section('ADDITIONAL', additional),
    ...(address ? ['', `;; SERVER: ${address.ip}#${address.port}${facts.overTcp ? ' (TCP)' : ''}`] : []),
  ];
  return { body: lines.join('\n') };
}

function section(title: string, records: readonly string[]): string[] {
  return records.length === 0 ? [] : ['', `;; ${title} SECTION:`, ...records];
}
