/** What is said of an error, without a full stop: of a failed fetch what lies behind it, since it says of itself only that it failed. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, message } = error;
  return cause instanceof Error && message === 'fetch failed' ? cause.message : message;
}
