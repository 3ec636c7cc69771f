import { describe, expect, it } from 'vitest';
import { createMatchers } from '../../../functions/net/patterns.ts';
import type { Pattern } from '../../../lib/model/assertion.ts';

const pattern = (engine: Pattern['engine'], source: string, flags = ''): Pattern => ({
  text: source,
  source,
  flags,
  engine,
});
const ENGINES = ['v8', 're2'] as const;

describe('patterns', () => {
  it.each(ENGINES)('of %s give the groups of the first match, an absent group as empty text', async (engine) => {
    const matcher = await createMatchers()(pattern(engine, 'SSH-([0-9.]+)(?:-(\\w+))?( .*)?'));
    expect(matcher('xx SSH-2.0-OpenSSH yy SSH-3')).toEqual(['SSH-2.0-OpenSSH yy SSH-3', '2.0', 'OpenSSH', ' yy SSH-3']);
    expect(matcher('SSH-2.0')).toEqual(['SSH-2.0', '2.0', '', '']);
    expect(matcher('HTTP')).toBeUndefined();
  });

  it.each(ENGINES)('of %s take linear time, however hostile they are', async (engine) => {
    const matcher = await createMatchers()(pattern(engine, '(a+)+$'));
    const startMs = performance.now();
    expect(matcher(`${'a'.repeat(100_000)}!`)).toBeUndefined();
    // A backtracking engine would need longer than the universe is old.
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  it.each(ENGINES)('of %s are prepared once', async (engine) => {
    const matchers = createMatchers();
    const [first, second] = await Promise.all([matchers(pattern(engine, 'a.c')), matchers(pattern(engine, 'a.c'))]);
    expect(first).toBe(second);
  });

  it.each([
    ['i', 'HELLO', 'hello'],
    ['m', 'x\nhello', '^hello$'],
    ['s', 'a\nb', 'a.b'],
  ])('of re2 know the flag %s', async (flags, text, source) => {
    const matchers = createMatchers();
    expect((await matchers(pattern('re2', source, flags)))(text)).toBeDefined();
    expect((await matchers(pattern('re2', source)))(text)).toBeUndefined();
  });

  it('of V8 run on the engine that refuses what is not linear', async () => {
    await expect(createMatchers()(pattern('v8', '(?=a)'))).rejects.toThrow(SyntaxError);
  });
});
