/** What the shipper's function and its queue must agree on. */
export const SHIPPER = {
  memoryMb: 512,
  timeoutSeconds: 120,
  /** Messages an invocation, and how long Lambda waits for so many: receivers like few large requests. */
  batchSize: 100,
  batchSeconds: 5,
  /** At once; Lambda allows 2 at the least. Prometheus takes one series from one sender at a time best. */
  concurrency: 2,
  reconcileMs: 15 * 60_000,
  reconcileCron: 'cron(0/15 * * * ? *)',
} as const;

/** What every sweeper is. */
export const SWEEPER = {
  memoryMb: 256,
  timeoutSeconds: 240,
  intervalMs: 5 * 60_000,
  cron: 'cron(2/5 * * * ? *)',
} as const;
