import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '../../functions/engine/system-clock.ts';
import { type FileJournal, openFileJournal } from '../../functions/journal/file-store.ts';
import { JournalError } from '../../functions/journal/journal-error.ts';
import { readEnvFile } from '../../functions/secrets/env.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { DESTINATION_HELP, DESTINATION_OPTIONS, destinationsOf } from '../destinations.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { BLOCKS_HELP, BLOCKS_OPTIONS, blocksTargetOf } from '../replay/blocks-target.ts';
import { momentsOf, type Range } from '../replay/range.ts';
import { replayToBlocks } from '../replay/to-blocks.ts';
import { replayToSinks } from '../replay/to-sinks.ts';
import { variablesFrom } from '../sink-auth.ts';
import { untilSignalled } from '../until-signalled.ts';

const HELP = `Usage: probewright replay --from WHEN [--to WHEN] --remote-write URL [OPTIONS]
       probewright replay --from WHEN [--to WHEN] --blocks-to DIR|s3://BUCKET --external-label NAME=VALUE [OPTIONS]

Sends what the journal holds of a range again, oldest first: after a receiver lost its disk, or for a new one. Sending twice changes nothing. Stopped (Ctrl-C)
it says where, and goes on there with the same --from and --to, written out as moments. The data folder must not be in use: stop the runner, or name a copy.

Options:
      --from WHEN, --to WHEN   the range of ticks: 2026-11-22T10:00:00Z, or 6h for six hours ago (default of --to: now)
      --data DIR               where the journal is kept (default: .probewright)
      --rate N                 samples, lines or spans a second, at most (default: 20000)
      --env-file FILE          where secrets are read from beside the environment (default: .env, where there is one)

${DESTINATION_HELP}

${BLOCKS_HELP}

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
  ...BLOCKS_OPTIONS,
} as const;

/** Sends a range of the journal again. */
export const command: Command = { summary: 'send a range of the journal again', help: HELP, run };

type Replay = (journal: FileJournal, range: Range, signal: AbortSignal) => Promise<number>;

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine<typeof OPTIONS>(argv, { ...OPTIONS, ...DESTINATION_OPTIONS });
  if (positionals.length > 0) throw new UsageError(`replay takes no arguments, not '${positionals.join(' ')}'.`);
  const moments = momentsOf(values.from, values.to, systemClock.now());
  const replay = await replayOf(values, io);
  const dataFolder = resolve(io.cwd, values.data);
  if (!existsSync(join(dataFolder, 'journal'))) {
    io.err(`probewright replay: there is no journal in ${dataFolder}; name its folder with --data.\n`);
    return 2;
  }
  const stop = new AbortController();
  void untilSignalled(() => stop.abort());
  return await withJournal(dataFolder, io, (journal) => replay(journal, { ...moments, dataFolder }, stop.signal));
}

type Values = ReturnType<typeof parseCommandLine<typeof OPTIONS>>['values'];

/** What the options ask for. Throws UsageError. */
async function replayOf(values: Values, io: Io): Promise<Replay> {
  const rate = Number(values.rate);
  if (!(rate >= 1)) throw new UsageError(`--rate takes a number of at least 1, not '${values.rate}'.`);
  const target = await blocksTargetOf(values, io.cwd);
  if (target) {
    const given = Object.keys(DESTINATION_OPTIONS).find((name) => Object.hasOwn(values, name));
    if (given !== undefined) throw new UsageError(`--blocks-to and --${given} are two replays: one after the other.`);
    return (journal, range, signal) => replayToBlocks(target, journal, range, signal, io);
  }
  const envFile = readEnvFile(resolve(io.cwd, values['env-file'] ?? '.env'));
  const destinations = destinationsOf(values, io.cwd, variablesFrom(io.env, envFile));
  if (destinations.length === 0) {
    throw new UsageError(
      'replay needs to know where to: --remote-write URL, --loki URL, --otlp URL, or --blocks-to DIR|s3://BUCKET.',
    );
  }
  return (journal, range, signal) => replayToSinks(destinations, journal, { ...range, rate }, signal, io);
}

async function withJournal(
  dataFolder: string,
  io: Io,
  use: (journal: FileJournal) => Promise<number>,
): Promise<number> {
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
    return await use(journal);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    io.err(`probewright replay: ${error.message}\n`);
    return 2;
  } finally {
    await journal?.close();
  }
}
