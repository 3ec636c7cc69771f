const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A length of time for people: exact where a unit divides it (`14d`, `800ms`), else three digits of the largest one (`1.25s`). */
export function durationWords(ms: number): string {
  if (ms < 0) return `-${durationWords(-ms)}`;
  for (const [unit, size] of UNITS)
    if (ms >= size && ms % size === 0 && ms / size < 1_000) return `${ms / size}${unit}`;
  for (const [unit, size] of UNITS) if (ms >= size) return `${threeDigits(ms / size)}${unit}`;
  return `${threeDigits(ms)}ms`;
}

function threeDigits(value: number): string {
  return String(Number(value.toFixed(value < 10 ? 2 : 1)));
}
