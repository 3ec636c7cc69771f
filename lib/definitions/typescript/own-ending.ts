/** Ours runs as TypeScript in a checkout, and as JavaScript where it was built. */
export const OWN_ENDING = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
