import { describe, expect, it } from 'vitest';
import type { Installation } from '../../../lib/model/installation.ts';
import type { ProbeOf } from '../../../lib/model/probe.ts';
import { deploymentOf } from '../../../lib/plan/deployment.ts';
import { difference } from '../../../lib/plan/difference.ts';
import { httpsProbe, installationAt, planWith } from '../../support/plan-fixtures.ts';

const deployed = (probes: readonly ProbeOf<'http'>[], installation: Installation = installationAt(['eu-west-1'])) =>
  deploymentOf(planWith(probes), installation);
const [front, cart] = [httpsProbe('front'), httpsProbe('cart')];
const NOTHING = { added: [], changed: [], removed: [] };

describe('a difference', () => {
  it('from nothing is everything', () => {
    expect(difference(undefined, deployed([front, cart]))).toEqual({
      probes: {
        added: [
          { name: 'cart', locations: ['eu-west-1'] },
          { name: 'front', locations: ['eu-west-1'] },
        ],
        changed: [],
        removed: [],
        moved: [],
      },
      schedules: { ...NOTHING, added: ['eu-west-1/1m-00'] },
      functions: { ...NOTHING, added: ['eu-west-1/probes'] },
      delivery: false,
      empty: false,
    });
  });

  it('from the same is empty, wherever the definitions stand now', () => {
    const elsewhere = { ...front, source: { file: 'probes/b.probe.yaml', line: 9, column: 5 } };
    expect(difference(deployed([front, cart]), deployed([elsewhere, cart]))).toMatchObject({ empty: true });
  });

  it('of an edit names the probe, the keys, and the one schedule whose file is another', () => {
    const edited = { ...front, timeoutMs: 5_000, target: 'https://other.example/' };
    const hourly = httpsProbe('hourly', { intervalMs: 3_600_000 });
    expect(difference(deployed([front, cart, hourly]), deployed([edited, cart, hourly]))).toMatchObject({
      probes: {
        changed: [{ name: 'front', locations: ['eu-west-1'], fields: ['target', 'timeoutMs'] }],
        added: [],
        removed: [],
      },
      schedules: { ...NOTHING, changed: ['eu-west-1/1m-00'] },
      empty: false,
    });
  });

  it('of a location more adds the probe there, and changes nothing elsewhere', () => {
    const two = installationAt(['eu-west-1', 'us-east-1']);
    const both = { ...front, locations: ['eu-west-1', 'us-east-1'] };
    expect(difference(deployed([front], two), deployed([both], two))).toMatchObject({
      probes: { added: [{ name: 'front', locations: ['us-east-1'] }], changed: [], removed: [], moved: [] },
      schedules: { ...NOTHING, added: ['us-east-1/1m-00'] },
    });
  });

  it('of a probe that has gone, or is switched off, removes it', () => {
    const removed = [{ name: 'cart', locations: ['eu-west-1'] }];
    expect(difference(deployed([front, cart]), deployed([front]))).toMatchObject({ probes: { removed } });
    expect(difference(deployed([front, cart]), deployed([front, { ...cart, enabled: false }]))).toMatchObject({
      probes: { removed },
    });
  });

  it('of a probe that only changes its shard says that it moves', () => {
    const probes = Array.from({ length: 181 }, (_, index) => httpsProbe(`p-${index}`));
    const { probes: changes, schedules } = difference(deployed(probes), deployed([...probes, httpsProbe('one-more')]));
    expect(changes.added.map(({ name }) => name)).toEqual(['one-more']);
    expect(changes.changed).toEqual([]);
    expect(changes.moved.length).toBeGreaterThan(50);
    expect(schedules).toEqual({ added: ['eu-west-1/1m-01'], changed: ['eu-west-1/1m-00'], removed: [] });
  });

  it('of the interval is another shard, and of memory another function', () => {
    const before = deployed([front]);
    const slower = deployed([{ ...front, intervalMs: 300_000 }]);
    expect(difference(before, slower)).toMatchObject({
      probes: { changed: [{ name: 'front', fields: ['intervalMs'] }] },
      schedules: { added: ['eu-west-1/5m-00'], removed: ['eu-west-1/1m-00'] },
    });
    const [location] = before.installation.locations;
    if (!location) throw new Error('the fixture has a location');
    const larger = deployed([front], { ...before.installation, locations: [{ ...location, memoryMb: 1_024 }] });
    expect(difference(before, larger)).toMatchObject({ functions: { ...NOTHING, changed: ['eu-west-1/probes'] } });
  });

  it('of where results go is one, too', () => {
    const elsewhere = installationAt(['eu-west-1'], { delivery: { mode: 'journal' } });
    expect(difference(deployed([front]), deployed([front], elsewhere))).toMatchObject({ delivery: true, empty: false });
  });
});
