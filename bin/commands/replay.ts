import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Destination } from '../../functions/delivery/destination.ts';
import { type ReplayProgress, replay } from '../../functions/delivery/replay.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import { type FileJournal, openFileJournal } from '../../functions/journal/file-store.ts';
import { JournalError } from '../../functions/journal/journal-error.ts';
import { readEnvFile } from '../../functions/secrets/env.ts';
import { durationMs } from '../../lib/definitions/units.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { DESTINATION_HELP, DESTINATION_OPTIONS, destinationsOf } from '../destinations.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { variablesFrom } from '../sink-auth.ts';
import { progressLine, summaryOf } from '../text/replay.ts';
import { untilSignalled } from '../until-signalled.ts';

const HELP = `Usage: probewright replay --from WHEN [--to WHEN] --remote-write URL [OPTIONS]

Sends what the journal holds of a range again, oldest first: after a receiver lost its disk, or for a new one. Sending twice changes nothing. Stopped (Ctrl-C)
it says where, and goes on there with the same --from and --to, written out as moments. The data folder must not be in use: stop the runner, or name a copy.

Options:
      --from WHEN, --to WHEN   the range of ticks: 2026-11-22T10:00:00Z, or 6h for six hours ago (default of --to: now)
      --data DIR               where the journal is kept (default: .probewright)
      --rate N                 samples, lines or spans a second, at most (default: 20000)
      --env-file FILE          where secrets are read from beside the environment (default: .env, where there is one)

${DESTINATION_HELP}

Everywhere:
${COMMON_HELP}

Exit codes: 0 all of it is there · 1 some was refused, or it was stopped · 2 wrong input · 3 a fault of ours.
`;

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  data: { type: 'string', default: '.probewright' },
  rate: { type: 'string', default: '20000' },
  'env-file': { type: 'string' },
} as const;

/** Sends a range of the journal again. */
export const command: Command = { summary: 'send a range of the journal again', help: HELP, run };

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  readonly rate: number;
  readonly dataFolder: string;
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine<typeof OPTIONS>(argv, { ...OPTIONS, ...DESTINATION_OPTIONS });
  if (positionals.length > 0) throw new UsageError(`replay takes no arguments, not '${positionals.join(' ')}'.`);
  if (values.from === undefined) throw new UsageError('replay needs --from WHEN, such as --from 6h.');
  const nowMs = systemClock.now();
  const [fromMs, toMs] = [momentOf('--from', values.from, nowMs), momentOf('--to', values.to ?? '0s', nowMs)];
  if (fromMs >= toMs) throw new UsageError('--from is not before --to.');
  const rate = Number(values.rate);
  if (!(rate >= 1)) throw new UsageError(`--rate takes a number of at least 1, not '${values.rate}'.`);
  const envFile = readEnvFile(resolve(io.cwd, values['env-file'] ?? '.env'));
  const destinations = destinationsOf(values, io.cwd, variablesFrom(io.env, envFile));
  if (destinations.length === 0)
    throw new UsageError('replay needs to know where to: --remote-write URL, --loki URL or --otlp URL.');
  const dataFolder = resolve(io.cwd, values.data);
  if (!existsSync(join(dataFolder, 'journal'))) {
    io.err(`probewright replay: there is no journal in ${dataFolder}; name its folder with --data.\n`);
    return 2;
  }
  let journal: FileJournal | undefined;
  try {
    journal = await openFileJournal({
      folder: join(dataFolder, 'journal'),
      // Nothing is dropped by a replay.
      maxAgeMs: Number.MAX_SAFE_INTEGER,
      maxBytes: Number.MAX_SAFE_INTEGER,
      segmentBytes: Number.MAX_SAFE_INTEGER,
      clock: systemClock,
      onTrouble: ({ message }) => io.err(`${message}\n`),
    });
    return await replayAll(destinations, journal, { fromMs, toMs, rate, dataFolder }, io);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    io.err(`probewright replay: ${error.message}\n`);
    return 2;
  } finally {
    await journal?.close();
  }
}

async function replayAll(
  destinations: readonly Destination[],
  journal: FileJournal,
  range: Range,
  io: Io,
): Promise<number> {
  const stop = new AbortController();
  void untilSignalled(() => stop.abort());
  let code = 0;
  for (const destination of destinations) {
    const { sink, url } = destination;
    const shown = io.colour
      ? (progress: ReplayProgress) => io.err(`\r\u001b[K${progressLine(sink.name, progress, range)}`)
      : () => undefined;
    const came = await replay({
      ...range,
      destination,
      journal,
      progressFile: join(range.dataFolder, 'replay', `${nameOf(sink.name, url, range)}.json`),
      clock: systemClock,
      random: Math.random,
      signal: stop.signal,
      onProgress: shown,
    });
    if (io.colour) io.err('\r\u001b[K');
    io.out(summaryOf(sink.name, came, range));
    if (came.reachedMs < range.toMs || came.totals.rejectedBatches > 0) code = 1;
  }
  return code;
}

/** The same range to the same place. */
function nameOf(sink: string, url: string, { fromMs, toMs }: Range): string {
  return `${sink}-${createHash('sha256').update(`${url} ${fromMs} ${toMs}`).digest('hex').slice(0, 12)}`;
}

function momentOf(option: string, text: string, nowMs: number): number {
  const ago = durationMs(text);
  if (ago !== undefined) return Math.floor((nowMs - ago) / 60_000) * 60_000;
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) {
    throw new UsageError(
      `${option} takes a moment such as 2026-11-22T10:00:00Z, or 6h for six hours ago, not '${text}'.`,
    );
  }
  return moment;
}
