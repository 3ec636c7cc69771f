import type { Cost, CostEstimate } from '../../lib/plan/cost.ts';
import { PARTS, type Part } from '../../lib/plan/parts.ts';
import { dollars } from './amounts.ts';

export interface CostRow {
  readonly title: string;
  /** Healthy, with timeouts, in an outage. */
  readonly amounts: readonly string[];
  readonly sum: boolean;
}

/** What is paid for, the dearest first as far as it is paid at all, and the sum. */
export function costRows({ healthy, timeouts, outage }: CostEstimate): CostRow[] {
  const months = [healthy, timeouts, outage];
  const parts = (Object.keys(PARTS) as Part[])
    .filter((part) => months.some((month) => month.parts[part] > 0))
    .sort((a, b) => healthy.parts[b] - healthy.parts[a]);
  const known = healthy.receivers.flatMap(({ usd }, index) => (usd === undefined ? [] : [index]));
  return [
    ...parts.map((part) => ({
      title: PARTS[part],
      amounts: months.map((month) => dollars(month.parts[part])),
      sum: false,
    })),
    ...known.map((index) => ({
      title: `${healthy.receivers[index]?.service}`,
      amounts: months.map((month) => dollars(month.receivers[index]?.usd ?? 0)),
      sum: false,
    })),
    { title: 'sum', amounts: months.map(({ total }) => dollars(total)), sum: true },
  ];
}

/** Receivers whose bill nobody here knows. */
export function receiverWords({ receivers }: Cost): string[] {
  const hosts = [...new Set(receivers.flatMap(({ service, usd }) => (usd === undefined ? [service] : [])))];
  return hosts.length === 0 ? [] : [`What ${hosts.join(' and ')} costs is not in it: that is yours.`];
}
