/** Whether a string, or any string of plain data (patterns left out), holds a `${`. */
export function hasTemplate(data: unknown): boolean {
  if (typeof data === 'string') return data.includes('${');
  if (typeof data !== 'object' || data === null || isPattern(data)) return false;
  return Object.values(data).some(hasTemplate);
}

/** A regular expression's `${` is its own. */
export function isPattern(data: object): boolean {
  return 'engine' in data && 'source' in data;
}
