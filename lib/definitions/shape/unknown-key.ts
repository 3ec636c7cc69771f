import { SUBJECTS } from '../../model/assertion.ts';
import { closest } from '../../model/closest.ts';
import { KINDS } from '../../model/settings.ts';
import { dnsSettings, httpSettings, tcpSettings, tlsKindSettings } from '../schema/settings.ts';

/** What other programs, and plain English, call our keys. */
const SYNONYMS: Readonly<Record<string, string>> = {
  alerts: 'alert',
  annotations: 'description',
  assert: 'expect',
  assertions: 'expect',
  attempt: 'attempts',
  cacert: 'ca',
  ca_file: 'ca',
  cert: 'certificate',
  check: 'expect',
  checks: 'expect',
  delay: 'after',
  disabled: 'enabled',
  endpoint: 'target',
  every: 'interval',
  expectations: 'expect',
  frequency: 'interval',
  host: 'target',
  hostname: 'target',
  id: 'name',
  insecure_skip_verify: 'verify',
  ip_protocol: 'addressFamily',
  ip: 'addressFamily',
  ipVersion: 'addressFamily',
  preferred_ip_protocol: 'addressFamily',
  monitors: 'probes',
  checksum: 'matches',
  period: 'interval',
  preferIp: 'addressFamily',
  prober: 'kind',
  protocol: 'kind',
  query_name: 'query',
  query_type: 'type',
  regex: 'matches',
  regexp: 'matches',
  pattern: 'matches',
  regions: 'locations',
  region: 'locations',
  retries: 'retry',
  schedule: 'interval',
  scrape_interval: 'interval',
  scrape_timeout: 'timeout',
  server_name: 'serverName',
  servername: 'serverName',
  slo: 'objective',
  statusCode: 'status',
  status_code: 'status',
  tags: 'labels',
  title: 'name',
  type: 'kind',
  uri: 'target',
  url: 'target',
  urls: 'targets',
  hosts: 'targets',
  validity: 'validFor',
  daysLeft: 'validFor',
  days: 'validFor',
  expiry: 'validFor',
  expires: 'validFor',
  expiresIn: 'validFor',
  variables: 'each',
  matrix: 'each',
  lessThan: 'below',
  less_than: 'below',
  less: 'below',
  under: 'below',
  lt: 'below',
  max: 'atMost',
  min: 'atLeast',
  gt: 'above',
  greaterThan: 'above',
  greater_than: 'above',
  greater: 'above',
  moreThan: 'above',
  more: 'above',
  over: 'above',
  gte: 'atLeast',
  lte: 'atMost',
  eq: 'equals',
  equal: 'equals',
  is: 'equals',
  includes: 'contains',
  include: 'contains',
  oneOf: 'in',
  ne: 'not',
  severity: 'policy',
  follow_redirects: 'redirects',
  followRedirects: 'redirects',
  insecure: 'verify',
  timeoutMs: 'timeout',
  data: 'body',
  payload: 'body',
  header: 'headers',
  match: 'matches',
  else_: 'else',
  otherwise: 'else',
};

const SETTINGS: Readonly<Record<(typeof KINDS)[number], readonly string[]>> = {
  http: Object.keys(httpSettings.shape),
  tcp: Object.keys(tcpSettings.shape),
  tls: Object.keys(tlsKindSettings.shape),
  dns: Object.keys(dnsSettings.shape),
};

const MODULE =
  "There are no modules: kind says what is probed (http, tcp, tls or dns); settings stand under the kind's name, as http: { method: POST }.";

/** What was meant by an unknown key: a key of the same map in another spelling or word, or where it belongs. */
export function explainKey(
  key: string,
  allowed: readonly string[],
  kind: unknown,
  present: (key: string) => boolean = () => false,
): { didYouMean?: string; remedy: string } {
  // Of a blackbox_exporter, whose modules are kind and settings in one.
  if (key === 'module' && allowed.includes('interval')) return { remedy: MODULE };
  const instead = (meant: string) =>
    present(meant)
      ? { remedy: `Remove ${key}: ${meant} is given beside it.` }
      : { didYouMean: meant, remedy: `Write ${meant} instead of ${key}.` };
  const spelled = allowed.find((name) => name.toLowerCase() === key.toLowerCase().replaceAll(/[-_]/g, ''));
  if (spelled) return instead(spelled);
  const ownSetting = KINDS.some((one) => one === kind && SETTINGS[one].includes(key));
  const word = [key, key.toLowerCase()]
    .map((one) => (Object.hasOwn(SYNONYMS, one) ? SYNONYMS[one] : undefined))
    .find(Boolean);
  if (word && allowed.includes(word) && !ownSetting) return instead(word);
  const home = homeOf(key, allowed, kind);
  if (home) return { remedy: home };
  const begun = key.length >= 3 ? allowed.filter((name) => name.startsWith(key) || key.startsWith(name)) : [];
  const near = closest(key, allowed) ?? (begun.length === 1 ? begun[0] : undefined);
  if (near) return instead(near);
  return { remedy: 'Remove the key, or check its indentation: which key should it belong to?' };
}

/** Where a key belongs that stands one level too high or too low. */
function homeOf(key: string, allowed: readonly string[], kind: unknown): string | undefined {
  const ofProbe = allowed.includes('interval');
  if (ofProbe) {
    const kinds = KINDS.filter((one) => SETTINGS[one].includes(key));
    const own = kinds.find((one) => one === kind) ?? (kind === undefined || kinds.length === 1 ? kinds[0] : undefined);
    if (own) return `${key} is a setting of the kind: write ${own}: { ${key}: … }.`;
    if (Object.values(SUBJECTS).some((subjects) => Object.hasOwn(subjects, key)))
      return `${key} is an expectation: write expect: [{ ${key}: … }].`;
    if (key === 'probes' || key === 'defaults') return `${key} stands at the top of a file *.probe.yaml, not here.`;
    if (key === 'each')
      return 'each stands at the top of the file, beside probes: it counts for all probes of the file.';
    if (key === 'set') return 'set stands inside a value of each.';
    if (key === 'capture') return 'capture belongs to a step: steps: [{ name: …, capture: { … } }].';
  }
  if (allowed.includes('probes')) {
    if (allowed.length <= 3 && (key === 'name' || key === 'kind' || key === 'target'))
      return `${key} belongs to a probe: write probes: [{ ${key}: … }].`;
    if (key === 'interval' || key === 'labels' || key === 'timeout' || key === 'alert' || key === 'expect')
      return `${key} belongs under defaults, or to a probe.`;
  }
  if (allowed.length === 1 && allowed[0] === 'file')
    return 'Write the text itself, or { file: PATH }; what is sent as JSON stands under json, not under body.';
  if (allowed.includes('dialogue') && ['send', 'expect', 'startTls', 'expectBytes'].includes(key))
    return `${key} is a move of the dialogue: write dialogue: [{ ${key}: … }].`;
  if (allowed.includes('basic') && ['username', 'user', 'password'].includes(key))
    return 'Write auth: { basic: { username: …, password: … } }.';
  if (allowed.includes('basic') && key === 'token') return "Write auth: { bearer: '${secret:…}' }.";
  if (allowed.includes('query') || allowed.includes('redirects') || allowed.includes('maxRead')) {
    if (key === 'timeout' || key === 'interval' || key === 'target' || (key === 'expect' && !allowed.includes('send')))
      return `${key} belongs to the probe itself, one level up.`;
  }
  return undefined;
}
