import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DialogueReader } from '../../../functions/net/dialogue-reader.ts';
import { open } from '../../../functions/net/open.ts';
import { createTrace } from '../../../functions/net/trace.ts';
import type { Wire } from '../../../functions/net/wire.ts';
import { lendRun } from '../../support/lent-run.ts';
import { serveTcp } from '../../support/tcp-server.ts';

/** Reads what a server sends in these pieces, each in its own turn of the loop. */
async function readPieces<T>(pieces: readonly Buffer[], use: (reader: DialogueReader) => Promise<T>): Promise<T> {
  await using server = await serveTcp((socket) => {
    socket.setNoDelay(true);
    const send = (at: number) => {
      const piece = pieces[at];
      if (!piece) {
        socket.end();
        return;
      }
      socket.write(piece);
      setImmediate(send, at + 1);
    };
    send(0);
  });
  const run = lendRun();
  const wire = await open({ host: '127.0.0.1', port: server.port, addressFamily: 'ip4' }, createTrace(run.clock), run);
  try {
    return await use(new DialogueReader(wire, 1_000_000));
  } finally {
    wire.close();
  }
}

async function allLines(reader: DialogueReader): Promise<string[]> {
  const lines: string[] = [];
  for (let line = await reader.line(); line !== undefined; line = await reader.line()) lines.push(line);
  return lines;
}

/** As Go's bufio.ScanLines: the end of a line is LF with or without CR before it; the last line may lack it. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  return text === '' || text.endsWith('\n') ? lines.slice(0, -1) : lines;
}

const piece = fc
  .array(fc.constantFrom('a', 'ü', '\r', '\n', '\r\n', '😀', ' '), { maxLength: 6 })
  .map((parts) => parts.join(''));

describe('the reader of a dialogue', () => {
  it('finds the same lines in whatever pieces they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), fc.nat(5), async (texts, cut) => {
        const whole = Buffer.from(texts.join(''));
        // Cut by bytes, so that characters and CRLF are torn as well.
        const pieces = Array.from({ length: Math.ceil(whole.length / (cut + 1)) }, (_, at) =>
          whole.subarray(at * (cut + 1), (at + 1) * (cut + 1)),
        );
        expect(await readPieces(pieces, allLines)).toEqual(linesOf(whole.toString()));
      }),
      { numRuns: 150 },
    );
  });

  it('counts bytes, keeps what follows for the next line, and keeps all as a transcript', async () => {
    const pieces = ['12', '345', '6rest\nmo', 're'].map((text) => Buffer.from(text));
    const seen = await readPieces(pieces, async (reader) => {
      const bytes = await reader.bytes(6);
      return [bytes.toString(), await reader.line(), (await reader.bytes(9)).toString(), reader.transcript];
    });
    expect(seen).toEqual(['123456', 'rest', 'more', '123456rest\nmore']);
  });
});

it('needs no more memory and time for bytes that come one by one', async () => {
  const wire = { read: async () => ({ bytes: Buffer.from('a'), atMs: 0 }) } as unknown as Wire;
  const started = performance.now();
  const before = process.memoryUsage().rss;
  await expect(new DialogueReader(wire, 262_144).line()).rejects.toThrow('more than the 262144 bytes');
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
});
