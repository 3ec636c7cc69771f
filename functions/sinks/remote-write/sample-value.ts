import type { Sample } from '../../../lib/model/sample.ts';
import { int64Length, type ProtoWriter } from './proto-writer.ts';

/** Bytes of a Sample message; its fields are the same in both versions. */
export function sampleLength(sample: Sample): number {
  return 10 + int64Length(sample.timestampMs);
}

/** A Sample message without its tag and length. */
export function writeSample(out: ProtoWriter, sample: Sample): void {
  out.varint(VALUE);
  writeValue(out, sample);
  out.varint(TIMESTAMP);
  out.int64(sample.timestampMs);
}

const VALUE = (1 << 3) | 1;
const TIMESTAMP = 2 << 3;

/**
 * A NaN never passes through a number: engines change its bits as they like, and 0x7ff0000000000002 is Prometheus's mark
 * for the end of a series. Any other NaN is sent as Go's.
 */
export function writeValue(out: ProtoWriter, sample: Sample): void {
  if (sample.stale) out.fixed64(0x0000_0002, 0x7ff0_0000);
  else if (Number.isNaN(sample.value)) out.fixed64(0x0000_0001, 0x7ff8_0000);
  else out.double(sample.value);
}
