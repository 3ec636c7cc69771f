import type { FindingsAnswer, ProbeSummary, RunAnswer } from '../../functions/local/api.ts';
import {
  definition,
  GOOD_PHASES,
  NO_FINDINGS,
  probeAnswer,
  probesAnswer,
  run,
  summary,
  tlsFacts,
} from './page-data.ts';
import type { PageState } from './page-fixture.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Text of a stranger: it must come out as text. */
export const HOSTILE = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>&lt;b&gt;';

/** A shop in trouble: every state is there. */
export function shopProbes(): ProbeSummary[] {
  const now = Math.floor(Date.now() / 10_000) * 10_000;
  const shop = { team: 'shop', env: 'prod' };
  const pay = { team: 'payments', env: 'prod' };
  return [
    summary({ name: 'home', baseMs: 92, labels: shop, instance: 'https://shop.example/' }),
    summary({
      ...{
        name: 'checkout-api',
        baseMs: 140,
        labels: pay,
        state: 'down',
        sinceMs: now - 4 * MINUTE,
        availability24h: 0.9965,
        availability30d: 0.99912,
      },
      why: 'Status 502, expected 200-299.',
      instance: 'https://api.shop.example/checkout/health',
      outcome: (back) => (back < 5 || back === 31 ? 'down' : 'up'),
    }),
    summary({
      name: 'search',
      baseMs: 210,
      labels: shop,
      state: 'degraded',
      sinceMs: now - 26 * MINUTE,
      why: 'It took 1.24 s, expected below 800 ms.',
      outcome: (back) => (back < 26 && back % 3 !== 1 ? 'degraded' : 'up'),
      availability24h: 1,
    }),
    summary({
      name: 'partner-feed',
      kind: 'http',
      baseMs: 310,
      labels: pay,
      state: 'error',
      sinceMs: now - 2 * MINUTE,
      why: 'The secret «partner/token» could not be read.',
      outcome: (back) => (back < 2 ? 'error' : 'up'),
    }),
    summary({
      name: 'mail-in',
      kind: 'tcp',
      instance: 'mx.shop.example:25',
      baseMs: 18,
      labels: { team: 'mail', env: 'prod' },
    }),
    summary({
      name: 'dns-shop',
      kind: 'dns',
      instance: '192.0.2.53',
      baseMs: 3.4,
      labels: shop,
      availability30d: 1,
      intervalMs: 5 * MINUTE,
    }),
    summary({
      name: 'cert-shop',
      kind: 'tls',
      instance: 'shop.example:443',
      baseMs: 31,
      labels: shop,
      availability30d: 1,
      intervalMs: 60 * MINUTE,
      state: 'degraded',
      sinceMs: now - 7 * 60 * MINUTE,
      why: 'The certificate expires in 9 d, expected at least 14 d.',
      outcome: (back) => (back < 8 ? 'degraded' : 'up'),
    }),
    summary({
      name: 'login',
      baseMs: 260,
      labels: shop,
      outcome: (back) => (back === 12 || back === 13 ? 'down' : 'up'),
      availability24h: 0.99861,
    }),
    summary({ name: 'newsletter', state: 'waiting', labels: { team: 'mail', env: 'prod' } }),
    summary({
      name: 'legacy-admin',
      state: 'down',
      muted: true,
      why: 'The target refused the connection.',
      outcome: () => 'down',
      availability24h: 0,
      availability30d: 0.412,
      sinceMs: now - 9 * DAY,
    }),
    summary({ name: 'old-blog', state: 'disabled' }),
    ...['cart', 'pay', 'catalogue', 'images', 'reviews'].map((service, index) =>
      summary({
        name: `${service}-prod`,
        baseMs: 40 + 35 * index,
        labels: { team: 'platform', env: 'prod', service },
        instance: `https://${service}.example.com/healthz`,
      }),
    ),
  ];
}

/** The runs of `checkout-api`: good ones, then five that are down. */
function checkoutRuns(): RunAnswer[] {
  const now = Math.floor(Date.now() / 10_000) * 10_000;
  const check = (actual: string, passed: boolean) => [
    {
      subject: 'status' as const,
      expected: 'in 200-299',
      actual,
      passed,
      otherwise: 'down' as const,
      reason: 'status_unexpected' as const,
    },
    {
      subject: 'duration' as const,
      expected: 'below 800ms',
      actual: '110ms',
      passed: true,
      otherwise: 'degraded' as const,
      reason: 'too_slow' as const,
    },
  ];
  return Array.from({ length: 40 }, (_, index) => {
    const tickMs = now - (39 - index) * MINUTE;
    const tls = tlsFacts(41 * DAY);
    if (index < 35) return run('checkout-api', { tickMs, outcome: 'up', tls, checks: check('200', true) });
    return run('checkout-api', {
      ...{ tickMs, outcome: 'down', tls, before: 1, checks: check('502', false) },
      phases: GOOD_PHASES.map((phase) =>
        phase.name === 'processing'
          ? { ...phase, durationMs: 211.8 }
          : phase.name === 'transfer'
            ? { ...phase, startMs: 252.4, durationMs: 2.1 }
            : phase,
      ),
      failure: { reason: 'status_unexpected', phase: 'expect', message: 'Status 502, expected 200-299.' },
      excerpt: {
        headers: [
          ['Server', 'nginx'],
          ['Content-Type', 'text/html'],
          ['Retry-After', '30'],
        ],
        body: `<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n${HOSTILE}\n</body>\n</html>\n`,
        cut: true,
      },
    });
  });
}

export const SHOP_FINDINGS: FindingsAnswer = {
  current: false,
  checkedAtMs: 2,
  diagnostics: [
    {
      ...{
        code: 'PW2003',
        severity: 'error',
        message: 'Unknown key «methd».',
        probe: 'checkout-api',
        path: 'probes[0].http.methd',
      },
      place: { file: 'probes/shop.probe.yaml', line: 7, column: 13 },
      ...{ given: 'methd', allowed: 'method, path, headers, body, json, form, redirects, auth', didYouMean: 'method' },
      ...{
        line: '    http: { methd: POST, path: /checkout/health }',
        corrected: '    http: { method: POST, path: /checkout/health }',
      },
    },
    {
      ...{
        code: 'PW3007',
        severity: 'error',
        message: 'The timeout of one attempt is longer than the interval.',
        probe: 'search',
      },
      place: { file: 'probes/search.probe.yaml', line: 12, column: 14 },
      ...{
        given: '90s',
        allowed: 'at most 1m',
        remedy: 'Shorten the timeout or lengthen the interval.',
        line: '    timeout: 90s',
      },
    },
    {
      ...{
        code: 'PW4001',
        severity: 'warning',
        message: 'The key «objective» is not built yet and has no effect.',
        probe: 'home',
      },
      place: { file: 'probes/shop.probe.yaml', line: 19, column: 5 },
    },
  ],
};

/** The whole state of a fixture that shows the shop. */
export function shopState(findings: FindingsAnswer = NO_FINDINGS): PageState {
  const probes = shopProbes();
  const runs = new Map([['checkout-api', checkoutRuns()]]);
  const details = new Map(
    probes.map((probe) => {
      const own =
        runs.get(probe.name) ??
        (probe.strip.length === 0 ? [] : [run(probe.name, { tickMs: probe.lastTickMs ?? 0, outcome: 'up' })]);
      const about = {
        labels: probe.labels,
        runbook: 'https://wiki.example/shop',
        description: 'The way to the money.',
        links: { Logs: 'https://logs.example/?q=shop', Bad: 'javascript:alert(1)' },
      };
      return [probe.name, probeAnswer(probe, definition(probe.name, about), own)];
    }),
  );
  return {
    probes: probesAnswer(probes, findings),
    details,
    runs: new Map([...runs].map(([name, own]) => [name, { runs: own, more: false }])),
    run: async (name) => run(name, { tickMs: Date.now(), outcome: 'up' }),
  };
}

/** Many probes, a few of them in trouble. */
export function manyProbes(count: number): ProbeSummary[] {
  return Array.from({ length: count }, (_, index) => {
    const labels = { team: `team-${index % 12}`, env: index % 3 === 0 ? 'dev' : 'prod' };
    const name = `service-${String(index).padStart(4, '0')}`;
    if (index % 97 === 5)
      return summary({
        name,
        labels,
        state: 'down',
        why: 'The connection was not established in time.',
        sinceMs: Date.now() - index * 20_000,
      });
    if (index % 71 === 3)
      return summary({
        name,
        labels,
        state: 'degraded',
        why: 'It took 1.1 s, expected below 800 ms.',
        sinceMs: Date.now() - index * 30_000,
      });
    return summary({ name, labels, baseMs: 40 + (index % 17) * 12, intervalMs: 10_000 });
  });
}
