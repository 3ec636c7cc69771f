import { describe, expect, it } from 'vitest';
import { createTrace } from '../../../functions/net/trace.ts';

/** A clock that the test sets. */
function handClock() {
  const clock = { ms: 100, now: () => 0, elapsed: () => clock.ms };
  return clock;
}

describe('a trace', () => {
  it('lists phases in order, from its own start', () => {
    const clock = handClock();
    const trace = createTrace(clock);
    clock.ms = 101;
    trace.begin('resolve');
    clock.ms = 103;
    trace.end('resolve');
    trace.begin('connect', 104);
    trace.end('connect', 110);
    clock.ms = 112;
    expect(trace.finish()).toEqual({
      phases: [
        { name: 'resolve', startMs: 1, durationMs: 2 },
        { name: 'connect', startMs: 4, durationMs: 6 },
      ],
      durationMs: 12,
      lagMs: 0,
      boundMs: 0,
    });
  });

  it('ends what still runs when it finishes, and then stays as it is', () => {
    const clock = handClock();
    const trace = createTrace(clock);
    trace.begin('connect');
    clock.ms = 130;
    const first = trace.finish();
    expect(first.phases).toEqual([{ name: 'connect', startMs: 0, durationMs: 30 }]);
    clock.ms = 140;
    expect(trace.finish()).toBe(first);
  });

  it('sums the stretches of one phase', () => {
    const clock = handClock();
    const trace = createTrace(clock);
    trace.begin('dialogue', 100);
    trace.end('dialogue', 105);
    trace.begin('tls', 105);
    trace.end('tls', 108);
    trace.begin('dialogue', 108);
    trace.begin('dialogue', 109);
    trace.end('dialogue', 110);
    trace.end('dialogue', 115);
    expect(trace.finish().phases).toEqual([
      { name: 'dialogue', startMs: 0, durationMs: 7 },
      { name: 'tls', startMs: 5, durationMs: 3 },
    ]);
  });

  it('leaves out what was held back', () => {
    const clock = handClock();
    const trace = createTrace(clock);
    trace.begin('connect', 100);
    trace.end('connect', 110);
    clock.ms = 160;
    trace.hold(50);
    trace.begin('tls');
    clock.ms = 163;
    trace.end('tls');
    expect(trace.finish()).toMatchObject({
      phases: [
        { name: 'connect', startMs: 0, durationMs: 10 },
        { name: 'tls', startMs: 10, durationMs: 3 },
      ],
      durationMs: 13,
    });
  });

  it('sums the lag, keeps the widest bound, and ignores the end of what never began', () => {
    const trace = createTrace(handClock());
    trace.lag(1, 0.1);
    trace.lag(2, 3);
    trace.lag(0, 0.1);
    trace.end('tls');
    expect(trace.finish()).toMatchObject({ phases: [], lagMs: 3, boundMs: 3 });
  });

  it('never shows a phase that ends before it began', () => {
    const clock = handClock();
    const trace = createTrace(clock);
    trace.begin('connect', 110);
    trace.end('connect', 109);
    expect(trace.finish().phases).toEqual([{ name: 'connect', startMs: 10, durationMs: 0 }]);
  });
});
