import protobuf from 'protobufjs';
import * as snappy from 'snappyjs';

// The messages as the two specifications have them.
const V1 = `syntax = "proto3"; package prometheus;
message WriteRequest { repeated TimeSeries timeseries = 1; }
message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
message Label { string name = 1; string value = 2; }
message Sample { double value = 1; int64 timestamp = 2; }`;
const V2 = `syntax = "proto3"; package io.prometheus.write.v2;
message Request { reserved 1 to 3; repeated string symbols = 4; repeated TimeSeries timeseries = 5; }
message TimeSeries {
  repeated uint32 labels_refs = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 4; Metadata metadata = 5;
  reserved 6;
}
message Exemplar { repeated uint32 labels_refs = 1; double value = 2; int64 timestamp = 3; }
message Sample { double value = 1; int64 timestamp = 2; int64 start_timestamp = 3; }
message Metadata { int32 type = 1; uint32 help_ref = 3; uint32 unit_ref = 4; }`;

const v1 = protobuf.parse(V1, { keepCase: true }).root.lookupType('prometheus.WriteRequest');
const v2 = protobuf.parse(V2, { keepCase: true }).root.lookupType('io.prometheus.write.v2.Request');

interface DecodedPoint {
  readonly value: number;
  /** The value's eight bytes, as 16 hex digits with the most significant first. */
  readonly bits: string;
  readonly timestampMs: number;
  /** Of version 2; 0 where there is none. */
  readonly startMs?: number;
}
export interface DecodedSeries {
  /** In the order of the wire. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly samples: readonly DecodedPoint[];
  readonly exemplars: readonly (DecodedPoint & { readonly labels: DecodedSeries['labels'] })[];
  readonly metadata?: { readonly type: number; readonly help: string; readonly unit: string };
}
export interface DecodedRequest {
  readonly version: 1 | 2;
  /** Of version 2. */
  readonly symbols: readonly string[];
  readonly series: readonly DecodedSeries[];
}

/** What Prometheus means by the end of a series. */
export const STALE_BITS = '7ff0000000000002';

interface Double {
  readonly value: number;
  readonly bits: string;
}
interface WirePoint {
  readonly value: Double;
  readonly timestamp: number;
  readonly start_timestamp?: number;
}

/** Reads a double together with its bytes: a number alone would not tell one NaN from another. */
class ExactReader extends protobuf.Reader {
  override double(): number {
    const bytes = Buffer.from(this.buf.slice(this.pos, this.pos + 8)).reverse();
    // What the decoder makes of it is stored as it is.
    return { value: super.double(), bits: bytes.toString('hex') } as unknown as number;
  }
}

/** Undoes snappy's block format with an implementation that is not ours. */
export function uncompress(body: Buffer): Buffer {
  return Buffer.from(snappy.uncompress(new Uint8Array(body)));
}

export function decodeV1(bytes: Buffer): DecodedRequest {
  const { timeseries } = v1.toObject(v1.decode(new ExactReader(bytes)), { defaults: true, longs: Number }) as {
    timeseries: { labels: { name: string; value: string }[]; samples: WirePoint[] }[];
  };
  const series = timeseries.map(({ labels, samples }) => ({
    labels: labels.map(({ name, value }) => [name, value] as const),
    samples: samples.map(point),
    exemplars: [],
  }));
  return { version: 1, symbols: [], series };
}

export function decodeV2(bytes: Buffer): DecodedRequest {
  const { symbols, timeseries } = v2.toObject(v2.decode(new ExactReader(bytes)), { defaults: true, longs: Number }) as {
    symbols: string[];
    timeseries: {
      labels_refs: number[];
      samples: WirePoint[];
      exemplars: (WirePoint & { labels_refs: number[] })[];
      metadata: { type: number; help_ref: number; unit_ref: number } | null;
    }[];
  };
  const text = (ref: number): string => {
    const found = symbols[ref];
    if (found === undefined) throw new Error(`reference ${ref} of ${symbols.length} symbols`);
    return found;
  };
  const pairs = (refs: readonly number[]) => {
    if (refs.length % 2 !== 0) throw new Error(`${refs.length} references are no pairs`);
    return Array.from({ length: refs.length / 2 }, (_, at) => {
      return [text(refs[at * 2] ?? -1), text(refs[at * 2 + 1] ?? -1)] as const;
    });
  };
  const series = timeseries.map(({ labels_refs, samples, exemplars, metadata }) => ({
    labels: pairs(labels_refs),
    samples: samples.map(point),
    exemplars: exemplars.map((one) => ({ ...point(one), labels: pairs(one.labels_refs) })),
    ...(metadata && {
      metadata: { type: metadata.type, help: text(metadata.help_ref), unit: text(metadata.unit_ref) },
    }),
  }));
  return { version: 2, symbols, series };
}

function point({ value, timestamp, start_timestamp: startMs }: WirePoint): DecodedPoint {
  return { ...value, timestampMs: timestamp, ...(startMs !== undefined && { startMs }) };
}
