import type { Sample } from '../../../lib/model/sample.ts';
import { createLabelSorter, type LabelPairs } from './label-pairs.ts';

/** What goes into one TimeSeries message. */
export interface Series {
  readonly pairs: LabelPairs;
  /** At least one, all of one metric, in the order of time. */
  readonly samples: readonly [Sample, ...Sample[]];
}

/** Brings together what belongs to one series; the samples come in the order of time. */
export function toSeries(samples: readonly Sample[]): readonly Series[] {
  const sort = createLabelSorter();
  const firstMs = samples[0]?.timestampMs;
  // Usual: one tick, in which no series comes twice.
  if (samples.every(({ timestampMs }) => timestampMs === firstMs)) {
    return samples.map((sample) => ({ pairs: sort(sample), samples: [sample] }));
  }
  const found = new Map<string, { readonly pairs: LabelPairs; readonly samples: [Sample, ...Sample[]] }>();
  for (const sample of samples) {
    const pairs = sort(sample);
    const key = pairs.join('\u0000');
    const there = found.get(key);
    if (there) there.samples.push(sample);
    else found.set(key, { pairs, samples: [sample] });
  }
  return [...found.values()];
}
