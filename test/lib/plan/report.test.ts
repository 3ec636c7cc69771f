import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../../../lib/plan/deployment.ts';
import { reportOf } from '../../../lib/plan/report.ts';
import { httpsProbe, installationAt, planWith, publicLocation } from '../../support/plan-fixtures.ts';

const plan = planWith([httpsProbe('front')]);
const NEW = { known: true, state: undefined } as const;
const codesOf = (installation: Parameters<typeof deploymentOf>[1]) =>
  reportOf(deploymentOf(plan, installation), NEW).refusals.map(({ code }) => code);

describe('a report refuses', () => {
  it('what costs more than its budget, with both figures and the difference', () => {
    const [refusal, ...more] = reportOf(deploymentOf(plan, installationAt(['eu-west-1'], { budget: 1 })), NEW).refusals;
    expect(more).toEqual([]);
    expect(refusal).toMatchObject({ code: 'budget' });
    expect(refusal?.message).toMatch(/^a month would cost \$\d\.\d\d, \$\d\.\d\d more than the budget of \$1\.00\./);
    expect(codesOf(installationAt(['eu-west-1'], { budget: 20 }))).toEqual([]);
  });

  it('the mode journal, as long as the hub has no backend', () => {
    expect(codesOf(installationAt(['eu-west-1'], { delivery: { mode: 'journal' } }))).toEqual([
      'journal-without-backend',
    ]);
  });

  it('a VPC whose subnets are not named', () => {
    const network = { type: 'vpc', vpc: 'vpc-0123', subnets: [], securityGroups: [], routeTables: [] } as const;
    expect(codesOf(installationAt([], { locations: [publicLocation('eu-west-1', { network })] }))).toEqual([
      'vpc-without-subnets',
    ]);
  });

  it('names that AWS would refuse half-way through: an id that begins with a digit, an environment that does, a location that is named like the hub', () => {
    expect(codesOf(installationAt(['eu-west-1'], { id: '9to5' }))).toEqual(['id-begins-with-digit']);
    expect(codesOf(installationAt(['eu-west-1'], { environment: '2nd' }))).toEqual(['environment-name']);
    const hub = deploymentOf(
      planWith([httpsProbe('front', { locations: ['hub'] })]),
      installationAt([], { locations: [publicLocation('eu-west-1', { name: 'hub' })] }),
    );
    const [refusal] = reportOf(hub, NEW).refusals;
    expect(refusal?.code).toBe('location-named-hub');
    expect(refusal?.message).toContain('Give the location another name');
  });
});

describe('a report', () => {
  it('says why nothing is known of what is deployed, and shows everything as new', () => {
    const report = reportOf(deploymentOf(plan, installationAt(['eu-west-1'])), { known: false, why: '--offline' });
    expect(report).toMatchObject({
      version: 1,
      deployed: { known: false, why: '--offline' },
      probes: 1,
      locations: [{ name: 'eu-west-1', probes: 1, functions: [{ name: 'probes', memoryMb: 256, schedules: 1 }] }],
      difference: { probes: { added: [{ name: 'front' }] } },
    });
  });

  it('survives JSON', () => {
    const report = reportOf(deploymentOf(plan, installationAt(['eu-west-1'])), NEW);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});
