import { resolve } from 'node:path';
import type { BatchSource } from '../../functions/delivery/signal-reader.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import { ObjectError } from '../../functions/objects/object-error.ts';
import { readEnvFile } from '../../functions/secrets/env.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { DESTINATION_HELP, DESTINATION_OPTIONS, destinationsOf } from '../destinations.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { BLOCKS_HELP, BLOCKS_OPTIONS, blocksTargetOf } from '../replay/blocks-target.ts';
import { JOURNAL_OPTIONS, journalOf } from '../replay/journal-source.ts';
import { momentsOf, type Range } from '../replay/range.ts';
import { replayToBlocks } from '../replay/to-blocks.ts';
import { replayToSinks } from '../replay/to-sinks.ts';
import { variablesFrom } from '../sink-auth.ts';
import { untilSignalled } from '../until-signalled.ts';

const HELP = `Usage: probewright replay --from WHEN [--to WHEN] --remote-write URL [OPTIONS]
       probewright replay --from WHEN [--to WHEN] --blocks-to DIR|s3://BUCKET --external-label NAME=VALUE [OPTIONS]

Sends what the journal holds of a range again, oldest first: after a receiver lost its disk, or for a new one. Sending twice changes nothing. Stopped (Ctrl-C)
it says where, and goes on there with the same --from and --to, written out as moments. The runner's data folder must not be in use: stop the runner, or name a copy.

Options:
      --from WHEN, --to WHEN   the range of ticks: 2026-11-22T10:00:00Z, or 6h for six hours ago (default of --to: now)
      --data DIR               where the runner's journal is kept, and how far replays have come (default: .probewright)
      --journal s3://BUCKET    the journal of an installation in AWS, in place of the runner's; credentials are those that the AWS tools use
      --s3-region REGION, --s3-endpoint URL  of buckets; the endpoint of other than AWS
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
  rate: { type: 'string', default: '20000' },
  'env-file': { type: 'string' },
  ...JOURNAL_OPTIONS,
  ...BLOCKS_OPTIONS,
} as const;

/** Sends a range of the journal again. */
export const command: Command = { summary: 'send a range of the journal again', help: HELP, run };

type Replay = (journal: BatchSource, range: Range, signal: AbortSignal) => Promise<number>;

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine<typeof OPTIONS>(argv, { ...OPTIONS, ...DESTINATION_OPTIONS });
  if (positionals.length > 0) throw new UsageError(`replay takes no arguments, not '${positionals.join(' ')}'.`);
  const moments = momentsOf(values.from, values.to, systemClock.now());
  const replay = await replayOf(values, io);
  const dataFolder = resolve(io.cwd, values.data);
  const lend = await journalOf(values, dataFolder, io);
  const stop = new AbortController();
  void untilSignalled(() => stop.abort());
  try {
    return await lend((journal) => replay(journal, { ...moments, dataFolder }, stop.signal));
  } catch (error) {
    if (!(error instanceof ObjectError)) throw error;
    io.err(`probewright replay: ${error.message}\n`);
    // A bucket that is not there, or may not be read, was named wrong; one that does not answer was not.
    return error.status !== undefined && error.status < 500 ? 2 : 3;
  }
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
