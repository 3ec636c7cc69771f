/** Dollars for people: `$86.29`, `$1,204`, `< $0.01`. */
export function dollars(usd: number): string {
  if (usd > 0 && usd < 0.005) return '< $0.01';
  const digits = usd >= 1_000 ? 0 : 2;
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** A count that nobody reads to its last digit: `216 million`, `1.3 million`, `43,200`. */
export function amount(count: number): string {
  for (const [size, word] of [
    [1e12, 'trillion'],
    [1e9, 'billion'],
    [1e6, 'million'],
  ] as const) {
    if (count >= size) return `${Number((count / size).toPrecision(3))} ${word}`;
  }
  return Math.round(count).toLocaleString('en-US');
}

/** `71.6 GB`. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  return `${Number((count / 1_000 ** power).toPrecision(3))} ${units[power]}`;
}
