import { expect, test } from 'vitest';
import { FAULTS, type SimulatedCount, simulateYear } from '../../support/simulated-years.ts';

const SEED = 7;
const SETTINGS = [
  { intervalMs: 60_000, locations: 3, percent: 99.9 },
  { intervalMs: 300_000, locations: 1, percent: 99.9 },
];
const YEARS = { 60000: 4, 300000: 13 } as Readonly<Record<number, number>>;

function simulated(fault: (typeof FAULTS)[number], setting: (typeof SETTINGS)[number]) {
  const years = YEARS[setting.intervalMs] ?? 1;
  const sum: SimulatedCount = { pages: 0, textbook: 0, missed: 0, outages: 0 };
  for (let year = 0; year < years; year += 1) {
    const one = simulateYear(fault, setting, SEED * 1_000 + year);
    for (const key of ['pages', 'textbook', 'missed', 'outages'] as const) sum[key] += one[key];
  }
  return { years, ...sum };
}

test.each(SETTINGS)(
  'over simulated years at $intervalMs ms × $locations few pages are false and no outage is missed',
  (setting) => {
    const of = Object.fromEntries(FAULTS.map((fault) => [fault, simulated(fault, setting)]));
    console.log(`seed ${SEED}`, JSON.stringify(of));
    const blips = of.independent;
    const outages = of.outages;
    // Few years: as many as are likely at 0.2 a year, and not one in a hundred times more.
    expect(blips?.pages).toBeLessThanOrEqual(0.2 * (blips?.years ?? 0) + 4);
    expect(blips?.textbook).toBeGreaterThan(10 * (blips?.pages ?? 0));
    expect(outages?.outages).toBeGreaterThan(20);
    expect(outages?.missed).toBe(0);
    // One outage is one page.
    expect(outages?.pages).toBe(outages?.outages);
    if (setting.locations >= 3) expect(of.regional?.pages).toBe(0);
  },
);
