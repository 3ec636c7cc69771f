const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** How long something took: `0.04 ms`, `124 ms`, `1.24 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${trim(ms.toFixed(ms < 0.1 ? 2 : 1))} ms`;
  if (ms < 999.5) return `${ms < 10 ? trim(ms.toFixed(1)) : Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${trim((ms / SECOND).toFixed(2))} s`;
  if (ms < MINUTE) return `${trim((ms / SECOND).toFixed(1))} s`;
  return formatSpan(ms, true);
}

/** How long ago, calmly: `<1 min`, `4 min`, `2 h 10 min`, `3 d 4 h`. */
export function formatAge(ms: number): string {
  return ms < MINUTE ? '<1 min' : formatSpan(ms, false);
}

/** A declared length of time: `10 s`, `1 min`, `1 h`. */
export function formatInterval(ms: number): string {
  return ms < MINUTE ? `${trim((ms / SECOND).toFixed(1))} s` : formatSpan(ms, true);
}

function formatSpan(ms: number, withSeconds: boolean): string {
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const seconds = withSeconds ? Math.floor((ms % MINUTE) / SECOND) : 0;
  if (days > 0) return join(days, 'd', hours, 'h');
  if (hours > 0) return join(hours, 'h', minutes, 'min');
  return join(minutes, 'min', seconds, 's');
}

function join(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** A share of 1 in percent, rounded down: only what never failed is `100 %`. */
export function formatShare(share: number | undefined): string {
  if (share === undefined) return '–';
  if (share >= 1) return '100 %';
  return `${trim((Math.floor(share * 10_000 + 1e-6) / 100).toFixed(2))} %`;
}

/** `03:12:07`, in the reader's time zone. */
export function formatClock(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** `03:12` today, `21 Nov 03:12` otherwise, in the reader's time zone. */
export function formatMoment(ms: number, nowMs: number): string {
  const date = new Date(ms);
  const clock = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  return date.toDateString() === new Date(nowMs).toDateString() ? clock : `${date.getDate()} ${month(date)} ${clock}`;
}

/** `22 Nov 2026 03:12:07`, in the reader's time zone. */
export function formatFull(ms: number): string {
  return `${formatDay(ms)} ${formatClock(ms)}`;
}

export function formatDay(ms: number): string {
  const date = new Date(ms);
  return `${date.getDate()} ${month(date)} ${date.getFullYear()}`;
}

function month(date: Date): string {
  return MONTHS[date.getMonth()] ?? '';
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

function trim(fixed: string): string {
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}
