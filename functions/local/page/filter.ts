import type { ProbeSummary } from '../api.ts';
import { type Bucket, bucketOf } from './buckets.ts';

/**
 * Whether a probe is shown: its bucket is among the chosen ones (none chosen means all), and each word of the query is
 * found in its name, target, kind or state. A word `key=value` must be one of its labels, `value` may be a beginning.
 */
export function matchesView(probe: ProbeSummary, query: string, buckets: readonly Bucket[]): boolean {
  if (buckets.length > 0 && !buckets.includes(bucketOf(probe))) return false;
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => matchesWord(probe, word));
}

function matchesWord(probe: ProbeSummary, word: string): boolean {
  const plain = [probe.name, probe.instance, probe.kind, probe.state, probe.muted ? 'muted' : ''];
  if (plain.some((text) => text.toLowerCase().includes(word))) return true;
  return Object.entries(probe.labels).some(([key, value]) => {
    const label = `${key}=${value}`.toLowerCase();
    return word.includes('=') ? label.startsWith(word) : label.includes(word);
  });
}
