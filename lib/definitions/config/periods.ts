import type { ConfigOptions } from '../../authoring/config-options.ts';
import type { Installation } from '../../model/installation.ts';
import { durationText } from '../checks/words.ts';
import { durationMs } from '../units.ts';
import { report, type Section } from './section.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

type Periods = Pick<Installation, 'journalRetentionDays' | 'replayHorizonMs' | 'logRetentionDays'>;

export function readPeriods(section: Section, written: ConfigOptions): Periods {
  const journalMs = durationMs(written.journalRetention ?? '35d') ?? 0;
  const replayHorizonMs = durationMs(written.replayHorizon ?? '24h') ?? 0;
  const logMs = durationMs(written.logRetention ?? '30d') ?? 0;
  const refuse = (key: keyof ConfigOptions, message: string, allowed: string, remedy: string) =>
    report(section, 'PW3906', [key], { message, given: String(written[key] ?? '(default)'), allowed, remedy });
  if (journalMs < DAY_MS || journalMs % DAY_MS !== 0) {
    refuse(
      'journalRetention',
      'S3 keeps objects for whole days.',
      'whole days, 1d or more',
      `Write ${Math.max(1, Math.ceil(journalMs / DAY_MS))}d.`,
    );
  } else if (replayHorizonMs > journalMs) {
    refuse(
      'replayHorizon',
      'The journal does not reach back to the replay horizon.',
      `up to ${durationText(journalMs)}, the journal's retention`,
      'Shorten replayHorizon or lengthen journalRetention.',
    );
  }
  // Prometheus cuts blocks of two hours, of which the newest and what is late must fit in.
  if (replayHorizonMs < 3 * HOUR_MS) {
    refuse(
      'replayHorizon',
      'Less than three hours are not enough for what Prometheus still holds in memory.',
      '3h or more',
      'Write 3h or more; 24h is the default.',
    );
  }
  if (!LOG_DAYS.includes(logMs / DAY_MS)) {
    const days = LOG_DAYS.find((one) => one * DAY_MS >= logMs) ?? 3653;
    refuse(
      'logRetention',
      'CloudWatch does not keep logs for that long or short.',
      LOG_DAYS.map((one) => `${one}d`).join(' '),
      `Write ${days}d.`,
    );
  }
  return { journalRetentionDays: journalMs / DAY_MS, replayHorizonMs, logRetentionDays: logMs / DAY_MS };
}
