/** The probability that of `count` independent trials, each with probability `p`, at least `least` come true. */
export function atLeast(least: number, count: number, p: number): number {
  if (least <= 0) return 1;
  if (least > count) return 0;
  return sumFrom(least, count, p);
}

/** Terms from the first one wanted upwards: what is wanted here is rare, and one minus the rest would be noise. */
function sumFrom(least: number, count: number, p: number): number {
  let sum = 0;
  let term = exactly(least, count, p);
  for (let hits = least; hits <= count; hits += 1) {
    sum += term;
    if (hits > count * p && term <= sum * 1e-12) break;
    term *= ((count - hits) / (hits + 1)) * (p / (1 - p));
  }
  return Math.min(1, sum);
}

/** The probability of exactly so many. */
export function exactly(hits: number, count: number, p: number): number {
  if (hits < 0 || hits > count) return 0;
  if (p <= 0) return hits === 0 ? 1 : 0;
  if (p >= 1) return hits === count ? 1 : 0;
  let logarithm = hits * Math.log(p) + (count - hits) * Math.log1p(-p);
  for (let one = 1; one <= hits; one += 1) logarithm += Math.log((count - hits + one) / one);
  return Math.exp(logarithm);
}
