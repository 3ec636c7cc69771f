import type { Result } from '../../lib/model/result.ts';
import type { Span } from '../../lib/model/span.ts';
import { parentOf, spanIdOf } from '../../lib/model/span-ids.ts';
import type { SampleContext } from './samples.ts';
import { spanDrafts, toNs } from './span-drafts.ts';
import { isTraced } from './traced.ts';

/**
 * What one run becomes as a trace: the run, its attempts, their steps, and the phases of these; none when the run is not traced. A pure function of
 * its result, its probe, and where and when it ran. What is measured from different clocks is kept within its parent.
 */
export function spansOf(result: Result, context: SampleContext): Span[] {
  if (!isTraced(result, context.probe)) return [];
  const { run, startedAtMs } = result;
  const resource = { 'service.name': context.probe.job, 'service.instance.id': context.location };
  return spanDrafts(result, context).map(({ place, name, kind, stretch, attributes, status, link }) => {
    const parent = parentOf(place);
    return {
      traceId: run,
      spanId: spanIdOf(run, place),
      ...(parent && { parentSpanId: spanIdOf(run, parent) }),
      name,
      kind,
      startNs: momentNs(startedAtMs, stretch.from),
      endNs: momentNs(startedAtMs, stretch.to),
      attributes,
      links: link ? [{ traceId: run, spanId: spanIdOf(run, link) }] : [],
      status,
      resource,
    };
  });
}

/** Unix time in nanoseconds passes what a number holds exactly. */
function momentNs(startedAtMs: number, offsetNs: number): string {
  const whole = Math.floor(startedAtMs);
  return String(BigInt(whole) * 1_000_000n + BigInt(toNs(startedAtMs - whole) + offsetNs));
}
