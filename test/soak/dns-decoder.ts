import { parseArgs } from 'node:util';
import { MalformedMessage } from '../../functions/kinds/dns/byte-reader.ts';
import { decodeMessage } from '../../functions/kinds/dns/message.ts';
import { createRandom, mutate } from '../support/dns-messages.ts';

/**
 * Feeds damaged messages to the DNS decoder: `node test/soak/dns-decoder.ts --inputs 1000000 --seed 1`. Progress goes to
 * stderr, one line of figures to stdout. Exit code 1 when the decoder crashed, took longer than 100 ms for one message, or
 * when more than 64 MiB stay in use.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
if (!Number.isSafeInteger(inputs) || inputs < 1 || !Number.isSafeInteger(seed)) {
  console.error('--inputs takes a whole number from 1, --seed a whole number');
  process.exit(2);
}

const SLOWEST_MS = 100;
const MOST_BYTES = 64 * 1024 * 1024;
const random = createRandom(seed);
const start = performance.now();
const figures = { decoded: 0, refused: 0, crashed: 0, slow: 0, slowestMs: 0 };
globalThis.gc?.();
const heapAtStart = process.memoryUsage().heapUsed;

for (let input = 1; input <= inputs; input += 1) {
  const bytes = mutate(random);
  const begun = performance.now();
  try {
    decodeMessage(bytes);
    figures.decoded += 1;
  } catch (error) {
    if (error instanceof MalformedMessage) figures.refused += 1;
    else {
      figures.crashed += 1;
      console.error(`crash at input ${input} of seed ${seed}: ${bytes.toString('hex')}`, error);
    }
  }
  const took = performance.now() - begun;
  figures.slowestMs = Math.max(figures.slowestMs, took);
  if (took > SLOWEST_MS) {
    figures.slow += 1;
    console.error(`input ${input} of seed ${seed} took ${took.toFixed(1)} ms: ${bytes.toString('hex')}`);
  }
  if (input % 100_000 === 0) console.error(`${input} of ${inputs}: ${figures.refused} refused`);
}

globalThis.gc?.();
const seconds = (performance.now() - start) / 1_000;
const grownBytes = process.memoryUsage().heapUsed - heapAtStart;
console.log(
  `dns-decoder seed=${seed} inputs=${inputs} decoded=${figures.decoded} refused=${figures.refused} crashed=${figures.crashed} ` +
    `slow=${figures.slow} slowest_ms=${figures.slowestMs.toFixed(2)} seconds=${seconds.toFixed(1)} heap_growth_mib=${(grownBytes / 1024 / 1024).toFixed(1)}`,
);
process.exitCode = figures.crashed > 0 || figures.slow > 0 || grownBytes > MOST_BYTES ? 1 : 0;
