const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const BYTES: Readonly<Record<string, number>> = { B: 1, kB: 1_000, MB: 1_000_000, KiB: 1_024, MiB: 1_048_576 };

/** A number and a unit, possibly several from large to small: `1h30m`. */
export const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/;
export const SIZE = /^\d+(?:\.\d+)?(?:B|kB|MB|KiB|MiB)$/;
/** `200-299`: an inclusive range of whole numbers. */
export const RANGE = /^(\d+)\s*-\s*(\d+)$/;

/** Milliseconds of `800ms`, `30s`, `1m`, `2h`, `14d`, `4w`, `1h30m`; undefined where it is not a duration. */
export function durationMs(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)) {
    sum += Number(amount) * (MILLISECONDS[unit] ?? Number.NaN);
  }
  return Math.round(sum);
}

/** Bytes of `64KiB`, `1MiB`, `500kB`; undefined where it is not a size. */
export function sizeBytes(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(B|kB|MB|KiB|MiB)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * (BYTES[unit] ?? Number.NaN));
}

const DURATION_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:milliseconds?|millis?|msecs?|msec)$/i, 'ms'],
  [/^(?:seconds?|secs?)$/i, 's'],
  [/^(?:minutes?|mins?)$/i, 'm'],
  [/^(?:hours?|hrs?)$/i, 'h'],
  [/^(?:days?)$/i, 'd'],
  [/^(?:weeks?)$/i, 'w'],
];

/** What a person probably meant by something that is not a duration: `60` → `60s`, `5 minutes` → `5m`. */
export function closestDuration(given: unknown): string | undefined {
  if (typeof given === 'number' && Number.isFinite(given) && given > 0) return `${given}s`;
  if (typeof given !== 'string') return undefined;
  const [, amount, unit = ''] = /^\s*(\d+(?:[.,]\d+)?)\s*([a-zA-Z]*)\s*$/.exec(given) ?? [];
  if (amount === undefined) return undefined;
  const number = amount.replace(',', '.');
  if (unit === '') return `${number}s`;
  if (Object.hasOwn(MILLISECONDS, unit.toLowerCase())) return `${number}${unit.toLowerCase()}`;
  const known = DURATION_WORDS.find(([words]) => words.test(unit));
  return known && `${number}${known[1]}`;
}

const SIZE_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({ '': 'B', b: 'B', k: 'KiB', kb: 'kB', kib: 'KiB', m: 'MiB', mb: 'MB', mib: 'MiB' }),
);

/** What a person probably meant by something that is not a size: `1 MB` → `1MB`, `64k` → `64KiB`, `1024` → `1024B`. */
export function closestSize(given: unknown): string | undefined {
  if (typeof given === 'number' && Number.isInteger(given) && given >= 0) return `${given}B`;
  if (typeof given !== 'string') return undefined;
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*$/.exec(given) ?? [];
  if (amount === undefined) return undefined;
  const wanted = SIZE_WORDS.get(unit.toLowerCase());
  return wanted && `${amount}${wanted}`;
}
