import type { LogEntry } from '../../../lib/model/log-entry.ts';

/** What one request carries: lines of one stream, oldest first. */
export interface StreamPart {
  readonly labels: LogEntry['labels'];
  readonly entries: readonly LogEntry[];
}

export interface RequestLimits {
  readonly maxLines: number;
  /** Of lines and metadata, before compression. */
  readonly maxBytes: number;
}

/**
 * Lines by stream, by time, in parts within the limits. Never two streams in one part: of a push with several streams Loki says only what became of
 * the last one, and answers 204 when that one was fine (docs/logs-and-traces.md).
 */
export function partsOf(entries: readonly LogEntry[], limits: RequestLimits): StreamPart[] {
  const streams = Map.groupBy(entries, ({ labels }) =>
    JSON.stringify([labels.job, labels.location, labels.kind, labels.outcome]),
  );
  return [...streams.values()].flatMap((stream) => {
    const [first] = stream;
    if (!first) return [];
    const ordered = stream.toSorted((a, b) => a.timestampMs - b.timestampMs);
    return inParts(ordered, limits).map((part) => ({ labels: first.labels, entries: part }));
  });
}

function inParts(entries: readonly LogEntry[], { maxLines, maxBytes }: RequestLimits): LogEntry[][] {
  const parts: LogEntry[][] = [];
  let part: LogEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const more = bytesOf(entry);
    if (part.length > 0 && (part.length === maxLines || bytes + more > maxBytes)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(entry);
    bytes += more;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

function bytesOf({ line, metadata }: LogEntry): number {
  return Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + name.length + Buffer.byteLength(value),
    Buffer.byteLength(line),
  );
}

/** The body of `POST /loki/api/v1/push`. */
export function pushBody({ labels, entries }: StreamPart): string {
  const values = entries.map(({ timestampMs, line, metadata }) => [`${timestampMs}000000`, line, metadata]);
  return JSON.stringify({ streams: [{ stream: labels, values }] });
}
