export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** A window of the week in which a probe runs, by the wall clock of a time zone. */
export interface ActiveHours {
  /** On which the window begins. */
  readonly days: readonly Day[];
  /** Minutes after midnight, 0 to 1,439. */
  readonly fromMinute: number;
  /** Exclusive; up to 1,440. Less than `fromMinute`: of the day after. */
  readonly toMinute: number;
  /** An IANA name, such as `Europe/Berlin`. */
  readonly timezone: string;
}

const DAY_MINUTES = 1_440;

/**
 * Whether a moment is in one of the windows. What counts is what the clocks on the wall there say: an hour that a zone skips is in no window, and one that
 * it has twice is in or out both times.
 *
 * @param atMs unix milliseconds
 */
export function isActive(windows: readonly ActiveHours[], atMs: number): boolean {
  return windows.some((window) => isWithin(window, wallClock(window.timezone, atMs)));
}

/** The names of probes that are outside of their active hours. */
export function inactiveAt(
  probes: readonly { readonly name: string; readonly activeHours?: readonly ActiveHours[] }[],
  atMs: number,
): readonly string[] {
  return probes.filter(({ activeHours }) => activeHours && !isActive(activeHours, atMs)).map(({ name }) => name);
}

interface WallClock {
  /** Index into `DAYS`. */
  readonly day: number;
  readonly minute: number;
}

function isWithin({ days, fromMinute, toMinute }: ActiveHours, { day, minute }: WallClock): boolean {
  const isOn = (index: number) => days.some((name) => name === DAYS[(index + DAYS.length) % DAYS.length]);
  if (fromMinute < toMinute) return isOn(day) && minute >= fromMinute && minute < toMinute;
  return (isOn(day) && minute >= fromMinute) || (isOn(day - 1) && minute < toMinute);
}

/** Making one costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(timeZone: string, atMs: number): WallClock {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const names: readonly string[] = DAYS;
  const day = names.indexOf(parts.get('weekday')?.toLowerCase() ?? '');
  return { day, minute: (Number(parts.get('hour')) * 60 + Number(parts.get('minute'))) % DAY_MINUTES };
}

/** `mon-fri 08:00–18:00 Europe/Berlin`, as it is shown. */
export function activeHoursText(windows: readonly ActiveHours[]): string {
  return windows
    .map(
      ({ days, fromMinute, toMinute, timezone }) =>
        `${daysText(days)} ${timeText(fromMinute)}–${timeText(toMinute)} ${timezone}`,
    )
    .join(', ');
}

function daysText(days: readonly Day[]): string {
  const [first = 'mon'] = days;
  const last = days.at(-1) ?? first;
  const isRow = DAYS.indexOf(last) - DAYS.indexOf(first) === days.length - 1;
  if (days.length === DAYS.length) return 'daily';
  return isRow && days.length > 2 ? `${first}-${last}` : days.join(' ');
}

function timeText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
