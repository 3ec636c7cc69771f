import { parseArgs } from 'node:util';
import { FAULTS, type SimulatedCount, simulateYear } from '../support/simulated-years.ts';

// Pages over simulated years, beside those of the textbook's rules: `node test/soak/rules-simulator.ts --years 10000 --seed 1`. The years are shared by settings
// and faults. One line each; exit code 1 where an outage is missed or blips page more than 0.2 times a year.
const { values } = parseArgs({
  options: { years: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const SETTINGS = [
  { intervalMs: 60_000, locations: 3, percent: 99.9 },
  { intervalMs: 60_000, locations: 5, percent: 99.95 },
  { intervalMs: 300_000, locations: 1, percent: 99.9 },
  { intervalMs: 300_000, locations: 3, percent: 99 },
  { intervalMs: 3_600_000, locations: 2, percent: 99.5 },
] as const;
const years = Math.ceil(Number(values.years) / (SETTINGS.length * FAULTS.length));
const started = performance.now();
let wrong = 0;

for (const setting of SETTINGS) {
  for (const fault of FAULTS) {
    const sum: SimulatedCount = { pages: 0, textbook: 0, missed: 0, outages: 0 };
    for (let year = 0; year < years; year += 1) {
      const one = simulateYear(fault, setting, Number(values.seed) * 100_000 + year);
      for (const key of ['pages', 'textbook', 'missed', 'outages'] as const) sum[key] += one[key];
    }
    const isWrong = sum.missed > 0 || (fault === 'independent' && sum.pages > 0.2 * years);
    if (isWrong) wrong += 1;
    const { intervalMs, locations, percent } = setting;
    console.log(
      `rules-simulator: ${intervalMs / 1000} s × ${locations}, ${percent} %, ${fault}: ${(sum.pages / years).toFixed(3)} pages a year (textbook ${(sum.textbook / years).toFixed(1)}), ${sum.missed} of ${sum.outages} outages missed${isWrong ? ' WRONG' : ''}`,
    );
  }
}
console.log(
  `rules-simulator: ${years * SETTINGS.length * FAULTS.length} years of seed ${values.seed} in ${((performance.now() - started) / 1000).toFixed(0)} s`,
);
process.exitCode = wrong > 0 ? 1 : 0;
