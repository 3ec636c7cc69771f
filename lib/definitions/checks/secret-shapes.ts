/** Tokens that are known by their looks, wherever they stand. */
const TOKENS: readonly (readonly [shape: RegExp, what: string])[] = [
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/, 'a GitHub token'],
  [/\bglpat-[A-Za-z0-9_-]{16,}/, 'a GitLab token'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/, 'a Stripe key'],
  [/\bAIza[A-Za-z0-9_-]{35}/, 'a Google API key'],
  [/\bglsa_[A-Za-z0-9]{20,}/, 'a Grafana token'],
  [/\bnpm_[A-Za-z0-9]{30,}/, 'an npm token'],
  [/\bhooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]+/, 'a Slack webhook'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/, 'a JSON web token'],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, 'a private key'],
];

const SECRET_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'api-key',
  'apikey',
  'x-auth-token',
  'x-access-token',
  'x-amz-security-token',
  'private-token',
  'x-vault-token',
  'x-csrf-token',
]);

const SECRET_NAME =
  /^(?:.*[-_.])?(?:password|passwd|pwd|passphrase|secret|token|api[-_]?key|access[-_]?key|auth[-_]?key|client[-_]?secret|session[-_]?id|sid)$/i;

/** What a text gives away by its looks: `a GitHub token`; undefined for nothing. */
export function tokenIn(text: string): string | undefined {
  return TOKENS.find(([shape]) => shape.test(text))?.[1];
}

/** Whether a header by this name carries a secret always. A cookie does where its own name or value looks so. */
export function isSecretHeader(name: string, value: string): boolean {
  const lower = name.toLowerCase();
  if (lower !== 'cookie') return SECRET_HEADERS.has(lower) || (isSecretName(lower) && looksRandom(value));
  return value.split(';').some((pair) => {
    const [key = '', ...rest] = pair.trim().split('=');
    return isSecretName(key) || /sess|auth|jwt/i.test(key) || looksRandom(rest.join('='));
  });
}

/** Whether a field by this name (of a JSON body, a form, a query) holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || SECRET_NAME.test(name.replaceAll(/([a-z])([A-Z])/g, '$1_$2'));
}

/** Whether a text looks made by a machine: at least 8 characters and 24 bits of variety by the frequency of its characters. */
export function looksRandom(text: string): boolean {
  if (text.length < 8 || /\s/.test(text)) return false;
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  const mixed = /\d/.test(text) && /[A-Za-z]/.test(text);
  return mixed ? bits >= 24 : text.length >= 20 && bits >= 60;
}
