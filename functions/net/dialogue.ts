import type { Run } from '../../lib/model/prober.ts';
import type { DialogueMove, TcpSettings } from '../../lib/model/settings.ts';
import { parseTemplate } from '../../lib/model/template.ts';
import { expectBytes, expectLine } from './dialogue-expectations.ts';
import { DialogueReader } from './dialogue-reader.ts';
import type { DialogueSeen } from './dialogue-seen.ts';
import type { TlsRequest, Trace, Wire } from './wire.ts';

/** What a dialogue is told. */
export interface DialogueRequest {
  readonly moves: readonly DialogueMove[];
  readonly newline: TcpSettings['newline'];
  readonly maxReadBytes: number;
  /** For a `startTls` move. */
  readonly tls: TlsRequest;
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
  /** When the last move was over: the kernel had what was sent, or what was expected had arrived. */
  madeMs: number | undefined;
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
  const talk: Talk = { wire, trace, run, request, seen, reader, groups: [], madeMs: undefined };
  wire.phase = 'dialogue';
  trace.begin('dialogue');
  try {
    for (const move of request.moves) await make(move, talk);
    trace.end('dialogue', talk.madeMs);
  } finally {
    trace.end('dialogue');
    seen.text = reader.transcript;
  }
}

async function make(move: DialogueMove, talk: Talk): Promise<void> {
  const { wire, request, trace, reader } = talk;
  if ('send' in move) {
    talk.madeMs = await wire.write(fill(move.send, talk.groups) + NEWLINES[request.newline]);
  } else if ('expect' in move) {
    talk.groups = await expectLine(move.expect, reader, talk.seen, talk.run);
    talk.madeMs = laterOf(talk.madeMs, reader.lastMs);
    if (move.labels) talk.seen.expectInfo.push(fillAll(move.labels, talk.groups));
  } else if ('expectBytes' in move) {
    await expectBytes(Buffer.from(fill(move.expectBytes, talk.groups), 'utf8'), reader, talk.seen);
    talk.madeMs = laterOf(talk.madeMs, reader.lastMs);
  } else {
    reader.release();
    trace.end('dialogue', talk.madeMs);
    await wire.startTls(request.tls);
    talk.madeMs = undefined;
    trace.begin('dialogue');
  }
}

/** What was expected may have arrived before the last thing was sent. */
function laterOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
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
