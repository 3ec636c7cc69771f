import { describedMetric } from '../../../lib/model/pipeline-metrics.ts';
import type { Sample, SampleName } from '../../../lib/model/sample.ts';
import { int64Length, ProtoWriter, varintLength } from './proto-writer.ts';
import { sampleLength, writeSample, writeValue } from './sample-value.ts';
import { type Series, toSeries } from './series.ts';
import { Symbols } from './symbols.ts';
import { unitOf } from './unit.ts';

/**
 * `io.prometheus.write.v2.Request` of remote write 2.0: every string once, the metadata in every series.
 *
 * @param samples in the order of time
 * @see https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
 */
export function encodeV2(samples: readonly Sample[]): Buffer {
  const symbols = new Symbols(SYMBOLS, encodeMetadata);
  const series = new ProtoWriter(samples.length * 64);
  for (const one of toSeries(samples)) writeSeries(series, one, symbols);
  return Buffer.concat([symbols.encode(), series.finish()]);
}

const lengthDelimited = (field: number) => (field << 3) | 2;
const SYMBOLS = lengthDelimited(4);
const TIMESERIES = lengthDelimited(5);
const LABELS_REFS = lengthDelimited(1);
const SAMPLES = lengthDelimited(2);
const EXEMPLARS = lengthDelimited(4);
const METADATA = lengthDelimited(5);
const TYPE = 1 << 3;
const HELP_REF = 3 << 3;
const UNIT_REF = 4 << 3;
const EXEMPLAR_VALUE = (2 << 3) | 1;
const EXEMPLAR_TIMESTAMP = 3 << 3;
const START_TIMESTAMP = 3 << 3;
const TYPES = { unknown: 0, counter: 1, gauge: 2, histogram: 3 } as const satisfies Record<
  ReturnType<typeof describedMetric>['type'],
  number
>;

function writeSeries(out: ProtoWriter, { pairs, samples }: Series, symbols: Symbols): void {
  const refs = symbols.refs(pairs);
  const metadata = symbols.metadata(samples[0].name);
  let exemplars: Part[] | undefined;
  const refsLength = lengthOf(refs);
  let length = field(refsLength) + field(metadata.length);
  for (const sample of samples) {
    length += field(sampleLength(sample) + startLength(sample));
    const exemplar = exemplarOf(sample, symbols);
    if (!exemplar) continue;
    exemplars ??= [];
    exemplars.push(exemplar);
    length += field(exemplar.length);
  }

  out.start(TIMESERIES, length);
  out.start(LABELS_REFS, refsLength);
  out.varints(refs);
  for (const sample of samples) {
    out.start(SAMPLES, sampleLength(sample) + startLength(sample));
    writeSample(out, sample);
    writeStart(out, sample);
  }
  for (const exemplar of exemplars ?? []) {
    out.start(EXEMPLARS, exemplar.length);
    exemplar.write(out);
  }
  out.start(METADATA, metadata.length);
  out.bytes(metadata);
}

/** 1.0 has no start timestamps. */
function startLength({ startMs }: Sample): number {
  return startMs === undefined ? 0 : 1 + int64Length(startMs);
}

function writeStart(out: ProtoWriter, { startMs }: Sample): void {
  if (startMs === undefined) return;
  out.varint(START_TIMESTAMP);
  out.int64(startMs);
}

interface Part {
  readonly length: number;
  write(out: ProtoWriter): void;
}

function encodeMetadata(name: SampleName, symbols: Symbols): Buffer {
  const { type, help } = describedMetric(name);
  const out = new ProtoWriter(16);
  out.varint(TYPE);
  out.varint(TYPES[type]);
  out.varint(HELP_REF);
  out.varint(symbols.ref(help));
  out.varint(UNIT_REF);
  out.varint(symbols.ref(unitOf(name)));
  return out.finish();
}

function exemplarOf(sample: Sample, symbols: Symbols): Part | undefined {
  if (sample.traceId === undefined) return undefined;
  const refs = [symbols.ref('trace_id'), symbols.ref(sample.traceId)];
  const refsLength = lengthOf(refs);
  return {
    length: field(refsLength) + 10 + int64Length(sample.timestampMs),
    write(out) {
      out.start(LABELS_REFS, refsLength);
      out.varints(refs);
      out.varint(EXEMPLAR_VALUE);
      writeValue(out, sample);
      out.varint(EXEMPLAR_TIMESTAMP);
      out.int64(sample.timestampMs);
    },
  };
}

/** A length-delimited field with its tag, all of which are below 16 here, and its length. */
function field(length: number): number {
  return 1 + varintLength(length) + length;
}

function lengthOf(refs: readonly number[]): number {
  let length = 0;
  for (const ref of refs) length += varintLength(ref);
  return length;
}
