import type { Sample } from '../../../lib/model/sample.ts';
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
  const lengths = new Map<string, number>();
  for (const series of toSeries(samples)) writeSeries(out, series, (text) => byteLength(text, lengths));
  return out.finish();
}

const lengthDelimited = (field: number) => (field << 3) | 2;
const TIMESERIES = lengthDelimited(1);
const LABELS = lengthDelimited(1);
const SAMPLES = lengthDelimited(2);
const LABEL_NAME = lengthDelimited(1);
const LABEL_VALUE = lengthDelimited(2);

function writeSeries(out: ProtoWriter, { pairs, samples }: Series, bytes: (text: string) => number): void {
  const labels = pairs.map((text) => field(bytes(text)));
  let length = 0;
  for (let at = 0; at < labels.length; at += 2) length += field((labels[at] ?? 0) + (labels[at + 1] ?? 0));
  for (const sample of samples) length += field(sampleLength(sample));

  out.varint(TIMESERIES);
  out.varint(length);
  for (let at = 0; at < pairs.length; at += 2) {
    out.varint(LABELS);
    out.varint((labels[at] ?? 0) + (labels[at + 1] ?? 0));
    out.text(LABEL_NAME, pairs[at] ?? '');
    out.text(LABEL_VALUE, pairs[at + 1] ?? '');
  }
  for (const sample of samples) {
    out.varint(SAMPLES);
    out.varint(sampleLength(sample));
    writeSample(out, sample);
  }
}

/** The same few strings come again and again. */
function byteLength(text: string, known: Map<string, number>): number {
  const there = known.get(text);
  if (there !== undefined) return there;
  const length = Buffer.byteLength(text);
  known.set(text, length);
  return length;
}

/** A length-delimited field with its tag and length. */
function field(length: number): number {
  return 1 + varintLength(length) + length;
}
