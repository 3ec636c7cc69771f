import type { Pattern } from '../../lib/model/assertion.ts';
import type { Run } from '../../lib/model/prober.ts';
import type { DialogueMove, TcpSettings } from '../../lib/model/settings.ts';
import { parseTemplate } from '../../lib/model/template.ts';
import { DialogueReader } from './dialogue-reader.ts';
import { targetFailure } from './failures.ts';
import { TargetFailure, type TlsRequest, type Trace, type Wire } from './wire.ts';

/** What a dialogue is told. */
export interface DialogueRequest {
  readonly moves: readonly DialogueMove[];
  readonly newline: TcpSettings['newline'];
  readonly maxReadBytes: number;
  /** For a `startTls` move. */
  readonly tls: TlsRequest;
}

/** What a dialogue showed; whole at every moment, also after a failure. */
export interface DialogueSeen {
  /** One entry a move with labels. */
  readonly expectInfo: Readonly<Record<string, string>>[];
  failedDueToPattern: boolean;
  failedDueToBytes: boolean;
  /** All that was received. */
  text: string;
}

export function createDialogueSeen(): DialogueSeen {
  return { expectInfo: [], failedDueToPattern: false, failedDueToBytes: false, text: '' };
}

const NEWLINES = { lf: '\n', crlf: '\r\n', none: '' } as const;

/** A dialogue under way. */
interface Talk {
  readonly wire: Wire;
  readonly trace: Trace;
  readonly run: Run;
  readonly request: DialogueRequest;
  readonly seen: DialogueSeen;
  readonly reader: DialogueReader;
  /** Of the last match. */
  groups: readonly string[];
}

/**
 * Makes the moves of a dialogue in order, as blackbox_exporter makes its `query_response`. Several moves may have
 * labels, and TLS may begin in a dialogue that runs over TLS already.
 *
 * @throws TargetFailure `dialogue_timeout`, `dialogue_closed`, `dialogue_reset`, `dialogue_mismatch`,
 *   `dialogue_too_long`, and what `startTls` throws.
 */
export async function runDialogue(
  wire: Wire,
  request: DialogueRequest,
  seen: DialogueSeen,
  trace: Trace,
  run: Run,
): Promise<void> {
  const reader = new DialogueReader(wire, request.maxReadBytes);
  const talk: Talk = { wire, trace, run, request, seen, reader, groups: [] };
  wire.phase = 'dialogue';
  trace.begin('dialogue');
  try {
    for (const move of request.moves) await make(move, talk);
  } finally {
    trace.end('dialogue');
    seen.text = reader.transcript;
  }
}

async function make(move: DialogueMove, talk: Talk): Promise<void> {
  const { wire, request, trace, reader } = talk;
  if ('send' in move) {
    await wire.write(fill(move.send, talk.groups) + NEWLINES[request.newline]);
  } else if ('expect' in move) {
    await expectLine(move.expect, talk);
    if (move.labels) talk.seen.expectInfo.push(fillAll(move.labels, talk.groups));
  } else if ('expectBytes' in move) {
    await expectBytes(Buffer.from(fill(move.expectBytes, talk.groups), 'utf8'), talk);
  } else {
    reader.release();
    trace.end('dialogue');
    await wire.startTls(request.tls);
    trace.begin('dialogue');
  }
}

/** Lines are read until one matches. */
async function expectLine(pattern: Pattern, talk: Talk): Promise<void> {
  const { reader, run, seen } = talk;
  const match = await run.matcher(pattern);
  const expected = `a line that matches ${pattern.text}`;
  let last: string | undefined;
  try {
    for (let line = await reader.line(); line !== undefined; line = await reader.line()) {
      const groups = match(line);
      if (groups) {
        talk.groups = groups;
        return;
      }
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

/** Exactly these bytes come next. */
async function expectBytes(expected: Buffer, { reader, seen }: Talk): Promise<void> {
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

/** Only groups are left in a template by now; one that took no part, or is not there, is empty. */
function fill(template: string, groups: readonly string[]): string {
  if (!template.includes('${')) return template;
  return parseTemplate(template)
    .parts.map((part) => ('text' in part ? part.text : (groups[Number(part.ref)] ?? '')))
    .join('');
}

function fillAll(labels: Readonly<Record<string, string>>, groups: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, fill(value, groups)]));
}

/** Text of the target within a message. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
