/** What else a finding of meaning depends on, by the beginning of its code: keys of the probe that must be there as written. */
const DEPENDS: readonly (readonly [code: string, keys: readonly string[]])[] = [
  ['PW3101', ['interval']],
  ['PW3104', ['interval', 'timeout', 'expect']],
  ['PW3106', ['interval', 'objective']],
  ['PW310', ['interval', 'timeout', 'retry']],
  ['PW3203', ['locations', 'alert', 'objective']],
  ['PW3304', ['labels']],
  ['PW3402', ['locations', 'target']],
  ['PW3403', ['locations', 'target', 'allowLinkLocal']],
  ['PW3404', ['target', 'http', 'tcp', 'dns', 'expect']],
  ['PW3408', ['http', 'tcp', 'tls', 'dns', 'steps']],
  ['PW3409', ['http', 'tcp', 'tls', 'dns', 'steps']],
  ['PW3501', ['expect', 'steps']],
  ['PW3503', ['expect', 'steps']],
  ['PW36', ['steps', 'http', 'target', 'expect']],
];

/**
 * Whether a finding about a probe of which some keys were left out, because their shape is wrong, would also be found
 * once they are right. Where that cannot be known, it is not shown yet.
 */
export function standsWithout(code: string, leftOut: ReadonlySet<string>): boolean {
  const keys = DEPENDS.find(([start]) => code.startsWith(start))?.[1] ?? [];
  return !keys.some((key) => leftOut.has(key));
}
