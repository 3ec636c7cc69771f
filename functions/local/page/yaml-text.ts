const PLAIN = /^[A-Za-z/$][A-Za-z0-9/.$_:@+?&=%~ -]*$/;
const AMBIGUOUS = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Plain data as YAML, for people to read. Empty lists and maps are left out. */
export function yamlText(value: unknown): string {
  return lines(value).join('\n');
}

function lines(value: unknown): string[] {
  if (Array.isArray(value)) {
    if (value.every(isScalar)) return [`[${value.map(scalar).join(', ')}]`];
    return value.flatMap((item) => lines(item).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)));
  }
  if (typeof value !== 'object' || value === null) return [scalar(value)];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (isEmpty(inner)) return [];
    const below = lines(inner);
    const inline = isScalar(inner) || (Array.isArray(inner) && inner.every(isScalar));
    return inline ? [`${scalar(key)}: ${below.join('')}`] : [`${scalar(key)}:`, ...below.map((line) => `  ${line}`)];
  });
}

function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const plain = PLAIN.test(value) && !AMBIGUOUS.test(value) && !/:(?: |$)| $/.test(value);
  return plain ? value : JSON.stringify(value);
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
