const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const FORMS = [
  /^\w{3}, (?<day>\d\d) (?<month>\w{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^\w{6,9}, (?<day>\d\d)-(?<month>\w{3})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
];

/** An HTTP date in one of its three forms (RFC 9110 §5.6.7), in unix milliseconds; undefined for anything else. */
export function parseHttpDate(text: string): number | undefined {
  for (const form of FORMS) {
    const { day, month = '', year, time = '' } = form.exec(text)?.groups ?? {};
    if (day === undefined) continue;
    const index = MONTHS.indexOf(month);
    const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
    if (index < 0 || hours > 23 || minutes > 59 || seconds > 59) return undefined;
    const date = new Date(Date.UTC(fullYear(Number(year)), index, Number(day), hours, minutes, seconds));
    return date.getUTCDate() === Number(day) ? date.getTime() : undefined;
  }
  return undefined;
}

/** Two digits: 69 to 99 belong to the last century, as Go's client has it. */
function fullYear(year: number): number {
  if (year >= 100) return year;
  return year >= 69 ? 1900 + year : 2000 + year;
}
