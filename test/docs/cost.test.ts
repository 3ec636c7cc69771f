import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dollars } from '../../bin/text/amounts.ts';
import { costRows } from '../../bin/text/plan-cost.ts';
import { estimateCost } from '../../lib/plan/cost.ts';
import { deploymentOf } from '../../lib/plan/deployment.ts';
import { PRICES, PRICES_DATE, RECEIVER_PRICES } from '../../lib/plan/prices.ts';
import { httpsProbe, installationAt, planWith, publicLocation } from '../support/plan-fixtures.ts';

const page = readFileSync('docs/cost.md', 'utf8');
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1'];

function estimate(
  count: number,
  { url = 'https://prometheus.example.com/api/v1/write', memoryMb = 0, scheme = 'https' } = {},
) {
  const probes = Array.from({ length: count }, (_, index) =>
    httpsProbe(`p-${index}`, { locations: REGIONS, target: `${scheme}://p-${index}.example/` }),
  );
  const delivery = {
    mode: 'direct',
    remoteWrite: { url, auth: { type: 'none' }, headers: {}, windowMs: 3_600_000 },
  } as const;
  const locations = REGIONS.map((region) => publicLocation(region, memoryMb === 0 ? {} : { memoryMb }));
  return estimateCost(deploymentOf(planWith(probes), installationAt(REGIONS, { delivery, locations })));
}

describe('docs/cost.md', () => {
  it('shows what plan computes for 1,000 probes at five regions', () => {
    for (const { title, amounts } of costRows(estimate(1_000))) {
      expect(page).toContain(`| ${[title, ...amounts].join(' | ')} |\n`);
    }
  });

  it('says what a million runs cost, by memory and without TLS', () => {
    const perMillion = (options: Parameters<typeof estimate>[1]) =>
      `$${estimate(1_000, options).perMillionRuns.toFixed(3)}`;
    expect(page).toContain(`**Compute is ${perMillion({})} a million runs**`);
    expect(page).toContain(`${perMillion({ scheme: 'http' })} for plain HTTP`);
    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      `512 MB ${perMillion({ memoryMb: 512 })}, 1,024 MB ${perMillion({ memoryMb: 1_024 })}, 1,769 MB ${perMillion({ memoryMb: 1_769 })}`,
    );
  });

  it('says what receivers bill, and what fifty probes cost', () => {
    const bill = (url: string) => estimate(1_000, { url }).healthy;
    const amp = bill('https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write');
    const whole = (usd = 0) => `$${Math.round(usd).toLocaleString('en-US')}`;
    expect(page).toContain(`| Amazon Managed Prometheus | ${whole(amp.receivers[0]?.usd)} |`);
    expect(page).toContain(`with Amazon Managed Prometheus | as above | ${whole(amp.total)} |`);
    const grafana = bill('https://prometheus-prod-01.grafana.net/api/prom/push');
    expect(page).toContain(`| Grafana Cloud Pro | ${whole(grafana.receivers[0]?.usd)} |`);
    expect(page).toContain(`\`plan\` says ${dollars(estimate(50).healthy.total)} for 50 HTTPS probes`);
  });

  it('has every price of the list, with its source and how far it was checked', () => {
    expect(page).toContain(`As of ${PRICES_DATE}`);
    for (const { per, usd, seen, source } of Object.values({ ...PRICES, ...RECEIVER_PRICES })) {
      const plain = usd.toFixed(10).replace(/\.?0+$/, '');
      expect(page).toContain(`| ${per} | ${plain} | ${seen} | <${source}> |\n`);
    }
  });
});
