const KEY = /^(?<location>.+)\/(\d{4,6})\/(\d\d)\/(\d\d)\/(\d\d)\/(\d\d)\/(\d\d\.\d{3}Z)_.+$/;

/** The tick that a key names, unix milliseconds; undefined when it is no key. */
export function tickOfKey(key: string): number | undefined {
  const match = KEY.exec(key);
  if (!match) return undefined;
  const [, , year, month, day, hour, minute, second] = match;
  const tick = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
  return Number.isNaN(tick) ? undefined : tick;
}
