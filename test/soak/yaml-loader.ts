import { parseArgs } from 'node:util';
import { hostileBytes } from '../support/hostile-yaml.ts';
import { faultOf, loadBytes } from '../support/load-hostile.ts';
import { createRandom } from '../support/random.ts';

// Loads hostile YAML files: `node test/soak/yaml-loader.ts --inputs 1000000 --seed 1`. Each must give findings or probes,
// soon, in bounded memory. Progress goes to standard error, one line of figures to standard output; exit code 1 at a failure.
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
const MOST_MS = 5_000;
const MOST_RSS_MB = 1_024;

const random = createRandom(seed);
const started = performance.now();
let slowest = 0;
let rss = 0;
let probes = 0;
let findings = 0;

for (let input = 0; input < inputs; input += 1) {
  const bytes = hostileBytes(random);
  const problem = problemOf(bytes);
  if (problem !== undefined) fail(input, bytes, problem);
  if (input % 10_000 === 0) report(input);
}
report(inputs);
const seconds = (performance.now() - started) / 1_000;
console.log(
  `yaml-loader: ${inputs} inputs of seed ${seed} in ${seconds.toFixed(0)} s, ${findings} findings, ${probes} probes, slowest ${slowest.toFixed(0)} ms, at most ${rss.toFixed(0)} MB`,
);

function problemOf(bytes: Uint8Array): string | undefined {
  const before = performance.now();
  try {
    const loaded = loadBytes(bytes);
    probes += loaded.probes;
    findings += loaded.findings.length;
    const fault = loaded.findings.map(faultOf).find((one) => one !== undefined);
    if (fault !== undefined) return fault;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const took = performance.now() - before;
  slowest = Math.max(slowest, took);
  return took > MOST_MS ? `it took ${took.toFixed(0)} ms` : undefined;
}

function report(done: number): void {
  rss = Math.max(rss, process.memoryUsage().rss / 1_048_576);
  if (rss > MOST_RSS_MB) fail(done, new Uint8Array(), `${rss.toFixed(0)} MB of memory`);
  process.stderr.write(`yaml-loader: ${done} of ${inputs}, ${rss.toFixed(0)} MB\n`);
}

function fail(input: number, bytes: Uint8Array, problem: string): never {
  console.error(`yaml-loader: input ${input} of seed ${seed}: ${problem}`);
  console.error(`its bytes, base64: ${Buffer.from(bytes).toString('base64')}`);
  process.exit(1);
}
