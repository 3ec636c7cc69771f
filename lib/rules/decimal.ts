/** The share of runs that may fail: of 99.95 % it is 0.0005, worked out in decimal so that no binary noise is left. */
export function budgetOf(percent: number): number {
  const [whole = '0', fraction = ''] = String(percent).split('.');
  const places = fraction.length + 2;
  const left = 10n ** BigInt(places) - BigInt(whole + fraction);
  const digits = String(left).padStart(places + 1, '0');
  return Number(`${digits.slice(0, -places)}.${digits.slice(-places)}`);
}

/** The product as a person would write it: `14.4 × 0.001` is 0.0144 and nothing beside. */
export function product(...factors: readonly number[]): number {
  return Number(factors.reduce((all, one) => all * one, 1).toPrecision(12));
}
