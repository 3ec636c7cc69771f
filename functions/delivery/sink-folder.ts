import { createHash } from 'node:crypto';
import type { Destination } from './destination.ts';

/** Where the records of a sink at a URL are: another receiver has not had what this one has. */
export function sinkFolder({
  sink,
  url,
}: {
  readonly sink: Pick<Destination['sink'], 'name'>;
  readonly url: string;
}): string {
  return `${sink.name}-${createHash('sha256').update(url).digest('hex').slice(0, 8)}`;
}
