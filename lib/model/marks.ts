import type { Outcome } from './result.ts';

/** The shape of each outcome in text; the page draws the same ones, so that they are told apart without colour. */
export const MARKS: Readonly<Record<Outcome, string>> = { up: '●', degraded: '◆', down: '▼', error: '▣' };
