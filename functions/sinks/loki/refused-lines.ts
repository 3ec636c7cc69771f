/** What a 400 of Loki says of the lines of one stream: how many it refused and why; it has taken the rest. */
export interface RefusedLines {
  readonly reason: string;
  readonly count: number;
}

/** Of single lines, as the distributor words them (Loki 3.7, pkg/validation/validate.go). */
const OF_A_LINE: readonly (readonly [words: RegExp, reason: string])[] = [
  [/has timestamp too old/, 'too-old'],
  [/has timestamp too new/, 'too-new'],
  [/^max entry size/, 'too-large'],
  [/has structured metadata too large|has too many structured metadata/, 'too-large'],
  [/includes structured metadata, but this feature is disallowed/, 'invalid'],
];
/** Of the labels, which are those of every line. */
const OF_THE_STREAM =
  /^(?:error parsing labels|error at least one label pair|missing required labels|stream '.*' has (?:label|duplicate)|entry for stream '.*' has \d+ label names)/s;

/**
 * Reads the text of a 400 to a push of `lines` lines of one stream. `retry`: some lines met a rate limit. Undefined when the text does not say how
 * many lines it speaks of: then smaller pushes must show it.
 */
export function refusedLines(text: string, lines: number): readonly RefusedLines[] | 'retry' | undefined {
  if (/ignored, reason: '[^']*rate limit/i.test(text)) return 'retry';
  const total = /total ignored: (\d+) out of (\d+)/.exec(text);
  return total ? ofIngester(text, Number(total[1]), Number(total[2]), lines) : ofDistributor(text, lines);
}

/** The ingester counts the lines that came through to it; when some did not, or it had but a shard of the stream, the rest is not told. */
function ofIngester(text: string, count: number, seen: number, lines: number): readonly RefusedLines[] | undefined {
  if (seen !== lines || text.includes('__stream_shard__')) return undefined;
  return [{ reason: text.includes('too far behind') ? 'too-old' : 'out-of-order', count }];
}

/** `3 errors like: …; 1 errors like: …`, or a single one without a number. */
function ofDistributor(text: string, lines: number): readonly RefusedLines[] | undefined {
  const parts = text.trim().split(/(?:^|; )(\d+) errors like: /);
  if (parts.length === 1) return refusal(text.trim(), 1, lines);
  const all: RefusedLines[] = [];
  for (let at = 1; at + 1 < parts.length; at += 2) {
    const some = refusal(parts[at + 1] ?? '', Number(parts[at]), lines);
    if (!some) return undefined;
    all.push(...some);
  }
  return all.reduce((sum, { count }) => sum + count, 0) <= lines ? all : undefined;
}

function refusal(text: string, count: number, lines: number): readonly RefusedLines[] | undefined {
  if (OF_THE_STREAM.test(text)) return [{ reason: 'invalid', count: lines }];
  const reason = OF_A_LINE.find(([words]) => words.test(text))?.[1];
  return reason === undefined ? undefined : [{ reason, count }];
}
