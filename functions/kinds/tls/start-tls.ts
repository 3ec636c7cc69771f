import type { TlsKindSettings } from '../../../lib/model/settings.ts';
import { DialogueReader } from '../../net/dialogue-reader.ts';
import { targetFailure } from '../../net/failures.ts';
import type { Trace, Wire } from '../../net/wire.ts';

type Protocol = NonNullable<TlsKindSettings['startTls']>;

export const PORTS: Readonly<Record<Protocol, number>> = { smtp: 25, imap: 143, pop3: 110 };

interface Exchange {
  /** Sent before the answer is waited for. */
  readonly send?: string;
  /** The last line of a good answer. */
  readonly good: RegExp;
  /** A line that says no. */
  readonly bad: RegExp;
  /** What is asked for, in words. */
  readonly want: string;
}

const SMTP_NO = /^[45]\d\d/;
const IMAP_NO = /^(?:\* BYE|a1 (?:NO|BAD))/i;

/** What is said until TLS begins: RFC 3207 (SMTP), RFC 9051 §6.2.1 (IMAP), RFC 2595 §4 (POP3). */
const EXCHANGES: Readonly<Record<Protocol, readonly Exchange[]>> = {
  smtp: [
    { good: /^220(?: |$)/, bad: SMTP_NO, want: 'a greeting (220)' },
    {
      send: 'EHLO probewright.invalid',
      good: /^250[ -]STARTTLS\s*$/i,
      bad: /^(?:[45]\d\d|250 )/,
      want: 'STARTTLS among its extensions',
    },
    { send: 'STARTTLS', good: /^220(?: |$)/, bad: SMTP_NO, want: 'to be ready for TLS (220)' },
  ],
  imap: [
    { good: /^\* (?:OK|PREAUTH)\b/i, bad: IMAP_NO, want: 'a greeting (* OK)' },
    { send: 'a1 STARTTLS', good: /^a1 OK\b/i, bad: IMAP_NO, want: 'to be ready for TLS (a1 OK)' },
  ],
  pop3: [
    { good: /^\+OK\b/, bad: /^-ERR/, want: 'a greeting (+OK)' },
    { send: 'STLS', good: /^\+OK\b/, bad: /^-ERR/, want: 'to be ready for TLS (+OK)' },
  ],
};

/** Enough for the longest greeting; a server that says more says something else. */
const MAX_BYTES = 64 * 1024;

/**
 * Asks a server in its own words to begin TLS; afterwards the handshake may start.
 *
 * @throws TargetFailure `dialogue_mismatch` when it says no, and the other reasons of a dialogue
 */
export async function askForTls(protocol: Protocol, wire: Wire, trace: Trace): Promise<void> {
  const reader = new DialogueReader(wire, MAX_BYTES);
  wire.phase = 'dialogue';
  trace.begin('dialogue');
  try {
    for (const exchange of EXCHANGES[protocol]) await hold(exchange, wire, reader);
    reader.release();
  } finally {
    trace.end('dialogue');
  }
}

async function hold({ send, good, bad, want }: Exchange, wire: Wire, reader: DialogueReader): Promise<void> {
  if (send !== undefined) await wire.write(`${send}\r\n`);
  for (;;) {
    const line = await reader.line();
    if (line === undefined) {
      throw targetFailure('dialogue_closed', 'dialogue', `the target closed the connection where ${want} was expected`);
    }
    if (good.test(line)) return;
    if (bad.test(line)) {
      const message = `the target said ${JSON.stringify(line.slice(0, 120))} where ${want} was expected`;
      throw targetFailure('dialogue_mismatch', 'dialogue', message);
    }
  }
}
