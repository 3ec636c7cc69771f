import { join } from 'node:path';
import type { Compiled } from '../../lib/model/plan.ts';
import type { Clock } from '../../lib/model/prober.ts';
import type { Destination } from '../delivery/destination.ts';
import type { Engine } from '../engine/parts.ts';
import { openFileJournal } from '../journal/file-store.ts';
import { startLocalDelivery } from './delivery.ts';
import { DropRelay } from './drop-relay.ts';
import { readPasts } from './history.ts';
import { createGuard } from './http/guard.ts';
import { createHttpServer } from './http/server.ts';
import { JournalLog } from './journal-log.ts';
import { type ListenAddress, listen } from './listen.ts';
import { Local } from './local.ts';
import type { Log } from './log.ts';
import { createRunnerMetrics } from './runner-metrics.ts';

export interface LocalOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly location: string;
  /** Holds the journal in its folder `journal`, the records of deliveries in `delivery`, and what was refused in `rejected`. */
  readonly dataFolder: string;
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  readonly listen: ListenAddress;
  /** Names under which the page may be asked for beside loopback and the listen address. */
  readonly allowedHosts: readonly string[];
  /** Reads the definitions, in a child process. */
  readonly compile: () => Promise<Compiled>;
  /** Watched: the definitions' folders, and single files beside them. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** Where results go beside the journal. */
  readonly destinations: readonly Destination[];
  readonly log: Log;
}

const SEGMENT_BYTES = 8 * 1024 * 1024;

/**
 * Starts the local runner: journal, page, and every probe on its interval. Throws ListenError when the address cannot be had, and
 * JournalError when the data folder cannot.
 */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const { clock, log, dataFolder, maxAgeMs, maxBytes } = options;
  const guard = createGuard({ listenHost: options.listen.host, allowedHosts: options.allowedHosts });
  const http = createHttpServer(guard, (error) => {
    const what = error instanceof Error ? error.stack : String(error);
    log('error', `A request could not be answered, by a fault of ours: ${what}`);
  });
  const port = await listen(http.server, options.listen);
  const metrics = createRunnerMetrics();
  const drops = new DropRelay();
  const journalLog = new JournalLog(log, metrics, clock.elapsed);
  try {
    const journal = await openFileJournal({
      folder: join(dataFolder, 'journal'),
      maxAgeMs,
      maxBytes,
      segmentBytes: SEGMENT_BYTES,
      clock,
      onTrouble: (trouble) => journalLog.trouble(trouble),
      onDrop: drops.drop,
      onSync: (durationMs) => journalLog.synced(durationMs),
    });
    const delivery = await startLocalDelivery(journal, { ...options, drops });
    const pasts = await readPasts(delivery.journal, options.location);
    const local = new Local({ ...options, metrics, http, port, journal: delivery.journal, delivery, pasts });
    await local.reload();
    return local;
  } catch (error) {
    http.server.close();
    metrics.close();
    throw error;
  }
}
