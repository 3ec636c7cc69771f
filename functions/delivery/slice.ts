/** Delivery records are kept by slices of time, so that what is settled can be dropped as a whole. */
export const SLICE_MS = 600_000;

/** The start of the slice that a moment is in. */
export function sliceOf(ms: number): number {
  return ms - (((ms % SLICE_MS) + SLICE_MS) % SLICE_MS);
}

/** `2026-11-22T17-40Z` */
export function sliceName(sliceMs: number): string {
  return `${new Date(sliceMs).toISOString().slice(0, 16).replace(':', '-')}Z`;
}

/** Undefined when it is no slice's name. */
export function sliceNamed(name: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)Z$/.exec(name);
  return match ? Date.parse(`${match[1]}:${match[2]}:00Z`) : undefined;
}
