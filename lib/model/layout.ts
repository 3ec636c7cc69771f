/** What stands where in the journal's bucket; in a spill bucket the same, until the sweeper has moved it. Promises: a key never changes its meaning. */
export const LAYOUT = {
  /** `journal/` + journalKey: one object per location × tick × shard. */
  journal: 'journal/',
  /** `plans/HASH.json`: what batches name. */
  plans: 'plans/',
  /** `claims/` + journalKey: whoever wrote it runs the tick. */
  claims: 'claims/',
  /** `deliveries/SINK/…`: the durable records of what became of batches. */
  deliveries: 'deliveries/',
  /** `rejected/SINK/…`: what a sink refused for good, with its words. */
  rejected: 'rejected/',
} as const;

/** The object that holds a plan. */
export function planKey(hash: string): string {
  return `${LAYOUT.plans}${hash}.json`;
}
