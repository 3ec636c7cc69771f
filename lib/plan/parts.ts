/** What is paid for, in the order in which it is shown. */
export const PARTS = {
  compute: 'probe functions, compute',
  invocations: 'probe functions, invocations',
  schedules: 'schedules',
  queues: 'queues',
  storage: 'S3 requests and storage',
  toTargets: 'data sent to targets',
  toReceivers: 'data sent to receivers',
  upkeep: 'shipper and sweepers',
  alarms: 'alarms',
  staticEgress: 'static egress (NAT, addresses)',
} as const;
export type Part = keyof typeof PARTS;
export type Parts = Readonly<Record<Part, number>>;
