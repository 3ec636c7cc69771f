/** A key as every store takes it. Throws when a segment is empty, `.` or `..`: on its way through a URL or a folder it would become another key. */
export function checkedKey(key: string): string {
  const wrong = key.split('/').some((segment) => segment === '' || segment === '.' || segment === '..');
  if (!wrong && !key.includes('\0')) return key;
  throw new Error(`'${key}' is no object's key: keys are segments between '/', none of them empty, '.' or '..'.`);
}

/** The order in which stores list: that of the keys' bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
