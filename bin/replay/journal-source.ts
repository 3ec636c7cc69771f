import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchSource } from '../../functions/delivery/signal-reader.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import { openFileJournal } from '../../functions/journal/file-store.ts';
import { JournalError } from '../../functions/journal/journal-error.ts';
import { createObjectJournal } from '../../functions/journal/object-journal.ts';
import { type Io, UsageError } from '../command.ts';
import { bucketObjects } from './bucket-objects.ts';

export const JOURNAL_OPTIONS = {
  data: { type: 'string', default: '.probewright' },
  journal: { type: 'string' },
  's3-region': { type: 'string' },
  's3-endpoint': { type: 'string' },
} as const;

interface Values {
  readonly journal?: string | undefined;
  readonly 's3-region'?: string | undefined;
  readonly 's3-endpoint'?: string | undefined;
  readonly 'blocks-to'?: string | undefined;
}

/** Lends the journal, and says the exit code: that of the use, or 2 where there is no journal that can be read. */
export type LendJournal = (use: (journal: BatchSource) => Promise<number>) => Promise<number>;

/** The journal that the options name: the runner's in the data folder, or that of an installation in its bucket. Throws UsageError. */
export async function journalOf(values: Values, dataFolder: string, io: Io): Promise<LendJournal> {
  const { journal: place, 's3-region': region, 's3-endpoint': endpoint } = values;
  const isBucket = place !== undefined || values['blocks-to']?.startsWith('s3://') === true;
  if (!isBucket && (region ?? endpoint) !== undefined) {
    throw new UsageError('--s3-region and --s3-endpoint go with a bucket: --blocks-to s3://BUCKET, or --journal.');
  }
  if (place === undefined) return (use) => lendFiles(dataFolder, io, use);
  if (!/^s3:\/\/[^/]+\/?$/.test(place)) {
    throw new UsageError(`--journal takes s3://BUCKET, not '${place}'; for a folder there is --data DIR.`);
  }
  const journal = createObjectJournal(await bucketObjects('--journal', place, region, endpoint));
  return (use) => use(journal);
}

async function lendFiles(dataFolder: string, io: Io, use: (journal: BatchSource) => Promise<number>): Promise<number> {
  const folder = join(dataFolder, 'journal');
  if (!existsSync(folder)) {
    io.err(`probewright replay: there is no journal in ${dataFolder}; name its folder with --data.\n`);
    return 2;
  }
  let journal: Awaited<ReturnType<typeof openFileJournal>> | undefined;
  try {
    journal = await openFileJournal({
      folder,
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
