import { styleText } from 'node:util';

/** What the keeper answers to `GET /api/state`. */
export interface BackendState {
  readonly keeper: { readonly state: string; readonly words: string; readonly sinceMs: number };
  readonly parts: readonly {
    readonly name: string;
    readonly state: string;
    readonly pid?: number;
    readonly restarts: number;
    readonly startedAtMs?: number;
  }[];
  readonly delivery: readonly {
    readonly sink: string;
    readonly oldestWaitingMs?: number;
    readonly totals: { readonly delivered: number; readonly rejected: Readonly<Record<string, number>> };
  }[];
  readonly page: string;
}

/** One table: what is up, since when, and how far each store is behind. */
export function formatBackend({ keeper, parts, delivery, page }: BackendState, nowMs: number, colour: boolean): string {
  const paint = (good: boolean, text: string) =>
    colour ? styleText(good ? 'green' : 'red', text, { validateStream: false }) : text;
  const rows = parts.map(({ name, state, startedAtMs, restarts, pid }) => [
    name.padEnd(14),
    paint(state === 'ready', state.padEnd(9)),
    (startedAtMs === undefined ? '–' : age(nowMs - startedAtMs)).padStart(8),
    String(restarts).padStart(9),
    String(pid ?? '–').padStart(8),
  ]);
  const behind = delivery.map(({ sink, oldestWaitingMs, totals }) => {
    const refused = Object.values(totals.rejected).reduce((sum, count) => sum + count, 0);
    const late = oldestWaitingMs === undefined ? 0 : nowMs - oldestWaitingMs;
    const words = late < 1_000 ? 'up to date' : `${age(late)} behind`;
    return `${sink.padEnd(14)} ${words}, ${totals.delivered} delivered, ${refused} refused`;
  });
  return [
    `${'part'.padEnd(14)} ${'state'.padEnd(9)} ${'for'.padStart(8)} ${'restarts'.padStart(9)} ${'pid'.padStart(8)}`,
    ...rows.map((row) => row.join(' ')),
    '',
    ...behind,
    '',
    `${paint(keeper.state === 'ready', keeper.state)} for ${age(nowMs - keeper.sinceMs)}: ${keeper.words}`,
    `page ${page}`,
    '',
  ].join('\n');
}

function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
