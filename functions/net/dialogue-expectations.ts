import type { Pattern } from '../../lib/model/assertion.ts';
import type { Run } from '../../lib/model/prober.ts';
import type { DialogueReader } from './dialogue-reader.ts';
import type { DialogueSeen } from './dialogue-seen.ts';
import { targetFailure } from './failures.ts';
import { TargetFailure } from './wire.ts';

/** Reads lines until one matches, and gives the groups of the match. */
export async function expectLine(
  pattern: Pattern,
  reader: DialogueReader,
  seen: DialogueSeen,
  run: Run,
): Promise<readonly string[]> {
  const match = await run.matcher(pattern);
  const expected = `a line that matches ${pattern.text}`;
  let last: string | undefined;
  try {
    for (let line = await reader.line(); line !== undefined; line = await reader.line()) {
      const groups = match(line);
      if (groups) return groups;
      last = line;
    }
  } catch (error) {
    throw timedOut(error, expected, last);
  }
  seen.failedDueToPattern = true;
  if (last === undefined) {
    throw targetFailure('dialogue_closed', 'dialogue', `the target closed the connection before it sent ${expected}`);
  }
  const message = `the target closed the connection and had not sent ${expected}; its last line was ${quoted(last)}`;
  throw targetFailure('dialogue_mismatch', 'dialogue', message);
}

/** A time-out told with what was waited for and what came instead; other errors as they are. */
function timedOut(error: unknown, expected: string, last: string | undefined): unknown {
  if (!(error instanceof TargetFailure) || error.failure.reason !== 'dialogue_timeout') return error;
  const came = last === undefined ? 'nothing came' : `the last line was ${quoted(last)}`;
  return targetFailure('dialogue_timeout', 'dialogue', `${expected} did not come in time; ${came}`, error);
}

/** Reads as many bytes, which must be these. */
export async function expectBytes(expected: Buffer, reader: DialogueReader, seen: DialogueSeen): Promise<void> {
  const got = await reader.bytes(expected.length);
  if (got.equals(expected)) return;
  const wanted = quoted(expected.toString('utf8'));
  if (got.length < expected.length && got.equals(expected.subarray(0, got.length))) {
    const message = `the target closed the connection after ${got.length} of the ${expected.length} bytes of ${wanted}`;
    throw targetFailure('dialogue_closed', 'dialogue', message);
  }
  seen.failedDueToBytes = true;
  const message = `the target sent ${quoted(got.toString('utf8'))} instead of ${wanted}`;
  throw targetFailure('dialogue_mismatch', 'dialogue', message);
}

/** Text of the target within a message. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
