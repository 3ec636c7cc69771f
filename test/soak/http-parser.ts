import { parseArgs } from 'node:util';
import { compareReadings, type Verdict } from '../support/http-agreement.ts';
import { httpInput } from '../support/http-messages.ts';

// node test/soak/http-parser.ts --inputs 1000000 --seed N: our reader against Node's. Exit code 1 on any disagreement.
const { values } = parseArgs({ options: { inputs: { type: 'string' }, seed: { type: 'string' } } });
const inputs = Number(values.inputs ?? 1_000_000);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (!Number.isInteger(inputs) || inputs < 1 || !Number.isInteger(seed)) {
  process.stderr.write('--inputs and --seed are whole numbers\n');
  process.exit(2);
}

const counts = { agree: 0, 'both-refuse': 0, stricter: 0, otherwise: 0, lenient: 0, disagree: 0 };
const startedMs = performance.now();
let slowestMs = 0;
let peakRss = 0;
for (let number = 0; number < inputs; number += 1) {
  const beganMs = performance.now();
  const verdict: Verdict = await compareReadings(httpInput(seed, number));
  slowestMs = Math.max(slowestMs, performance.now() - beganMs);
  if (typeof verdict === 'string') counts[verdict] += 1;
  else {
    counts.disagree += 1;
    process.stderr.write(`seed ${seed}, input ${number}: ${verdict.disagreement}\n`);
    if (counts.disagree >= 20) break;
  }
  if (number % 10_000 === 0) peakRss = Math.max(peakRss, process.memoryUsage.rss());
  if (number % 100_000 === 0 && number > 0) process.stderr.write(`${number} of ${inputs}\n`);
}
const seconds = (performance.now() - startedMs) / 1000;
process.stdout.write(
  `${JSON.stringify({ seed, inputs, ...counts, seconds: Math.round(seconds), slowestMs: Math.round(slowestMs), peakRssMb: Math.round(peakRss / 1e6) })}\n`,
);
process.exitCode = counts.disagree > 0 || peakRss > 600e6 ? 1 : 0;
