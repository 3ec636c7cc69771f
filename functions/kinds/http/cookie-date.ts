const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;

/** The date of a cookie's `Expires` in unix milliseconds, read as forgivingly as RFC 6265 §5.1.1 demands; undefined for no date. */
export function parseCookieDate(text: string): number | undefined {
  let time: number[] | undefined;
  let day: number | undefined;
  let month = -1;
  let year: number | undefined;
  for (const token of text.split(/[\t\x20-\x2f;-@[-`{-~]+/)) {
    const clock = time ? undefined : numbers(TIME, token);
    const named = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
    if (clock) time = clock;
    else if (day === undefined && DAY.test(token)) day = numbers(DAY, token)?.[0];
    else if (month < 0 && named >= 0) month = named;
    else if (year === undefined && YEAR.test(token)) year = fullYear(numbers(YEAR, token)?.[0] ?? 0);
  }
  const [hours = 0, minutes = 0, seconds = 0] = time ?? [];
  if (!time || day === undefined || month < 0 || year === undefined || year < 1601) return undefined;
  if (day < 1 || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const date = new Date(Date.UTC(year, month, day, hours, minutes, seconds));
  return date.getUTCDate() === day ? date.getTime() : undefined;
}

function numbers(pattern: RegExp, token: string): number[] | undefined {
  return pattern.exec(token)?.slice(1).map(Number);
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return 1900 + year;
  return year < 70 ? 2000 + year : year;
}
