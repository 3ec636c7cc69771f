import type { Sample } from '../../../lib/model/sample.ts';
import type { LabelPairs } from './label-pairs.ts';
import { ProtoWriter, varintLength } from './proto-writer.ts';
import { sampleLength, writeSample } from './sample-value.ts';
import { type Series, toSeries } from './series.ts';

/**
 * `prometheus.WriteRequest` of remote write 1.0, which knows neither metadata nor exemplars.
 *
 * @param samples in the order of time
 * @see https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
export function encodeV1(samples: readonly Sample[]): Buffer {
  const out = new ProtoWriter(samples.length * 256);
  const labels = new LabelWriter(out);
  for (const series of toSeries(samples)) writeSeries(out, series, labels);
  return out.finish();
}

const lengthDelimited = (field: number) => (field << 3) | 2;
const TIMESERIES = lengthDelimited(1);
const LABELS = lengthDelimited(1);
const SAMPLES = lengthDelimited(2);
const LABEL_NAME = lengthDelimited(1);
const LABEL_VALUE = lengthDelimited(2);

function writeSeries(out: ProtoWriter, { pairs, samples }: Series, labels: LabelWriter): void {
  let length = labels.measure(pairs);
  for (const sample of samples) length += field(sampleLength(sample));
  out.start(TIMESERIES, length);
  labels.write();
  for (const sample of samples) {
    out.start(SAMPLES, sampleLength(sample));
    writeSample(out, sample);
  }
}

/** Writes labels; those that the series before had at the same place are copied, since most are the same. */
class LabelWriter {
  readonly #out: ProtoWriter;
  #pairs: LabelPairs = [];
  /** Of each pair: where it was written last, or that it was not yet, and how many bytes the field takes. */
  #places: { at: number | undefined; length: number }[] = [];

  constructor(out: ProtoWriter) {
    this.#out = out;
  }

  /** Bytes of all labels. What is measured is what `write` writes. */
  measure(pairs: LabelPairs): number {
    let total = 0;
    const before = this.#pairs;
    const places: { at: number | undefined; length: number }[] = [];
    for (let at = 0; at < pairs.length; at += 2) {
      const known = this.#places[at / 2];
      const same = known && pairs[at] === before[at] && pairs[at + 1] === before[at + 1];
      const place = same ? known : { at: undefined, length: field(labelLength(pairs[at] ?? '', pairs[at + 1] ?? '')) };
      places.push(place);
      total += place.length;
    }
    this.#pairs = pairs;
    this.#places = places;
    return total;
  }

  write(): void {
    this.#places.forEach((place, index) => {
      const from = place.at;
      place.at = this.#out.length;
      if (from === undefined) this.#writeLabel(this.#pairs[index * 2] ?? '', this.#pairs[index * 2 + 1] ?? '');
      else this.#out.again(from, place.length);
    });
  }

  #writeLabel(name: string, value: string): void {
    this.#out.start(LABELS, labelLength(name, value));
    this.#out.text(LABEL_NAME, name);
    this.#out.text(LABEL_VALUE, value);
  }
}

function labelLength(name: string, value: string): number {
  return field(Buffer.byteLength(name)) + field(Buffer.byteLength(value));
}

/** A length-delimited field with its tag and length. */
function field(length: number): number {
  return 1 + varintLength(length) + length;
}
