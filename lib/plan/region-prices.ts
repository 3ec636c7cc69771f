import { PRICES, type PricedItem } from './prices.ts';

/** Where a region's price differs from us-east-1's; all from memory, 2026-11. */
type Differences = Partial<Record<PricedItem, number>>;

const LIKE_VIRGINIA: Differences = {};
const EUROPE: Differences = { natHour: 0.048, natGb: 0.048 };

const REGIONS: Readonly<Record<string, Differences>> = {
  'us-east-1': LIKE_VIRGINIA,
  'us-east-2': LIKE_VIRGINIA,
  'us-west-2': LIKE_VIRGINIA,
  'us-west-1': { put: 5.5 / 1e6, storedGb: 0.026, natHour: 0.048, natGb: 0.048 },
  'ca-central-1': { put: 5.5 / 1e6, storedGb: 0.025, natHour: 0.05, natGb: 0.05 },
  'eu-west-1': EUROPE,
  'eu-west-2': { ...EUROPE, put: 5.3 / 1e6, storedGb: 0.024, natHour: 0.05, natGb: 0.05 },
  'eu-west-3': { ...EUROPE, put: 5.3 / 1e6, storedGb: 0.024, natHour: 0.05, natGb: 0.05 },
  'eu-north-1': { natHour: 0.046, natGb: 0.046 },
  'eu-central-1': { put: 5.4 / 1e6, storedGb: 0.0245, natHour: 0.052, natGb: 0.052 },
  'ap-south-1': { storedGb: 0.025, outGb: 0.1093, betweenRegionsGb: 0.086, natHour: 0.056, natGb: 0.056 },
  'ap-southeast-1': { storedGb: 0.025, outGb: 0.12, betweenRegionsGb: 0.09, natHour: 0.059, natGb: 0.059 },
  'ap-southeast-2': {
    put: 5.5 / 1e6,
    storedGb: 0.025,
    outGb: 0.114,
    betweenRegionsGb: 0.098,
    natHour: 0.059,
    natGb: 0.059,
  },
  'ap-northeast-1': { storedGb: 0.025, outGb: 0.114, betweenRegionsGb: 0.09, natHour: 0.062, natGb: 0.062 },
  'ap-northeast-2': { storedGb: 0.025, outGb: 0.126, betweenRegionsGb: 0.08, natHour: 0.059, natGb: 0.059 },
  'sa-east-1': { put: 7 / 1e6, storedGb: 0.0405, outGb: 0.15, betweenRegionsGb: 0.138, natHour: 0.093, natGb: 0.093 },
};

/** The dearest that is known: where nothing is known, nobody shall be surprised. Functions cost up to a third more in some regions. */
const UNKNOWN: Readonly<Partial<Record<PricedItem, number>>> = {
  ...dearest(),
  gbSecond: PRICES.gbSecond.usd * 1.35,
};

/** Whether the prices of a region are assumed: the dearest that are known, and a third more for functions. */
export function isAssumed(region: string): boolean {
  return !Object.hasOwn(REGIONS, region);
}

/** Dollars for one of an item in a region. */
export function priceIn(region: string, item: PricedItem): number {
  const differences = isAssumed(region) ? UNKNOWN : REGIONS[region];
  return differences?.[item] ?? PRICES[item].usd;
}

function dearest(): Partial<Record<PricedItem, number>> {
  const items = Object.keys(PRICES) as PricedItem[];
  return Object.fromEntries(
    items.map((item) => [item, Math.max(PRICES[item].usd, ...Object.values(REGIONS).map((one) => one[item] ?? 0))]),
  );
}
