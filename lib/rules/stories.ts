import type { Fit } from './burn-pair.ts';
import { CELL, type History } from './judge.ts';

/** A history that somebody could tell, and when something happens in it. */
export interface Story {
  readonly name: string;
  readonly history: History;
  /** The tick at which it begins to be interesting. */
  readonly fromTick: number;
}

type See = (tick: number, location: number) => number;

/** Ticks without trouble before, of most stories. */
const BEFORE = 40;
const AFTER = 40;
const OUTAGE = 20;

const { absent, good, bad } = CELL;

/** What must and must not be told, with the alerts that see it within hours. */
export function storiesOf(fit: Fit): Story[] {
  const { locations } = fit;
  const isIn = (tick: number, from: number, count: number) => tick >= from && tick < from + count;
  const story = (name: string, see: See, fromTick = BEFORE, ticks = BEFORE + OUTAGE + AFTER): Story => ({
    name,
    history: historyOf(fit, ticks, see),
    fromTick,
  });
  const out = (tick: number) => isIn(tick, BEFORE, OUTAGE);
  const several: Story[] = [
    story('one location fails for good', (tick, at) => (tick >= BEFORE && at === 0 ? bad : good)),
    story('a location is lost, then the others are down', (tick, at) => {
      if (at === 0 && tick >= BEFORE - 10) return absent;
      return out(tick) ? bad : good;
    }),
    story('one tick fails at one location', (tick, at) => (tick === BEFORE && at === 0 ? bad : good)),
  ];
  return [
    story('one tick fails at every location', (tick) => (tick === BEFORE ? bad : good)),
    story('a total outage, and recovery', (tick) => (out(tick) ? bad : good)),
    story('an outage of two ticks', (tick) => (isIn(tick, BEFORE, 2) ? bad : good)),
    story('every second tick fails', (tick) => (out(tick) && tick % 2 === 0 ? bad : good)),
    story('a total outage with a gap', (tick) => (isIn(tick, BEFORE + 5, 8) ? absent : out(tick) ? bad : good)),
    story('a cold start while the target is down', (tick) => (tick < OUTAGE ? bad : good), 0),
    story('a cold start', () => good, 0),
    ...(locations > 1 ? several : []),
    ...fit.pairs.filter(({ pace }) => pace === 'fast').flatMap((pair) => aroundRate(fit, pair)),
  ];
}

/** The same for what is seen over days. */
export function slowStoriesOf(fit: Fit): Story[] {
  return fit.pairs.filter(({ pace }) => pace === 'slow').flatMap((pair) => aroundRate(fit, pair));
}

/**
 * As many failed ticks as burn too fast, and one less: at one location after the other, so that no tick is bad at several; where there is one only, every second
 * tick.
 */
function aroundRate(fit: Fit, pair: Fit['pairs'][number]): Story[] {
  const { intervalMs, locations } = fit;
  const before = Math.ceil(pair.longMs / intervalMs);
  const needed = Math.max(pair.ticks, Math.floor(pair.threshold * before * locations) + 1);
  const step = locations > 1 ? 1 : 2;
  const failing = (count: number): See => {
    return (tick, at) => {
      const since = tick - before;
      const isFailing = since >= 0 && since % step === 0 && since / step < count && (since / step) % locations === at;
      return isFailing ? bad : good;
    };
  };
  const ticks = before + step * needed + Math.ceil(pair.shortMs / intervalMs) + 10;
  return [
    [needed, 'just above'],
    [needed - 1, 'just below'],
  ].map(([count, words]) => ({
    name: `${words} ${pair.factor} times the budget over ${pair.longMs / 60_000} minutes`,
    history: historyOf(fit, ticks, failing(Number(count))),
    fromTick: before + step * (Number(count) - 2),
  }));
}

function historyOf({ intervalMs, locations }: Fit, ticks: number, see: See): History {
  const cells = new Uint8Array(ticks * locations);
  for (let index = 0; index < cells.length; index += 1) {
    cells[index] = see(Math.floor(index / locations), index % locations);
  }
  return { intervalMs, locations, cells };
}
