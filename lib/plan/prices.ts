/** One price, and how far it can be relied on. */
export interface Price {
  readonly usd: number;
  readonly per: string;
  /** The page that says it. */
  readonly source: string;
  /** `second-hand`: seen in public pages that quote it, in the month named; `memory`: not checked at all. */
  readonly seen: `second-hand ${string}` | 'memory';
}

/** When this list was made. Prices are of us-east-1, without taxes, discounts and free tiers. */
export const PRICES_DATE = '2026-11-22';

const price = (usd: number, per: string, source: string, seen: Price['seen'] = 'memory'): Price => ({
  usd,
  per,
  source,
  seen,
});

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const EC2 = 'https://aws.amazon.com/ec2/pricing/on-demand/';
const VPC = 'https://aws.amazon.com/vpc/pricing/';

export const PRICES = {
  gbSecond: price(0.000_013_333_4, 'GB-second of an arm64 function', LAMBDA, 'second-hand 2026-05'),
  invocation: price(0.2 / 1e6, 'invocation of a function', LAMBDA, 'second-hand 2026-05'),
  schedule: price(
    1 / 1e6,
    'invocation of a schedule',
    'https://aws.amazon.com/eventbridge/pricing/',
    'second-hand 2026-03',
  ),
  queueRequest: price(0.4 / 1e6, 'request to a queue', 'https://aws.amazon.com/sqs/pricing/', 'second-hand 2026-09'),
  put: price(5 / 1e6, 'PUT or LIST of an object', S3),
  storedGb: price(0.023, 'GB in S3, a month', S3),
  outGb: price(0.09, 'GB sent to the internet', EC2),
  betweenRegionsGb: price(0.02, 'GB sent to another region', EC2),
  alarm: price(0.1, 'alarm, a month', 'https://aws.amazon.com/cloudwatch/pricing/', 'second-hand 2026-09'),
  natHour: price(0.045, 'hour of a NAT gateway', VPC),
  natGb: price(0.045, 'GB through a NAT gateway', VPC),
  addressHour: price(0.005, 'hour of a public IPv4 address', VPC),
} as const satisfies Record<string, Price>;

export type PricedItem = keyof typeof PRICES;

/** Of receivers that send a bill of their own. */
export const RECEIVER_PRICES = {
  ampFirst: price(0.9 / 1e7, 'sample, of the first 2,000 million', 'https://aws.amazon.com/prometheus/pricing/'),
  ampNext: price(0.35 / 1e7, 'sample, of the next 250,000 million', 'https://aws.amazon.com/prometheus/pricing/'),
  ampLast: price(0.16 / 1e7, 'sample beyond', 'https://aws.amazon.com/prometheus/pricing/'),
  ampStoredGb: price(0.03, 'GB stored, a month', 'https://aws.amazon.com/prometheus/pricing/'),
  grafanaPlan: price(19, 'month of the Pro plan', 'https://grafana.com/pricing/'),
  grafanaSeries: price(6.5 / 1_000, 'series at one sample a minute, beyond 10,000', 'https://grafana.com/pricing/'),
  grafanaLogGb: price(
    0.45,
    'GB of logs processed and written, beyond 50',
    'https://grafana.com/docs/grafana-cloud/cost-management-and-billing/understand-your-invoice/logs-invoice/',
    'second-hand 2026-11',
  ),
} as const satisfies Record<string, Price>;
