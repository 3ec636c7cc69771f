import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../../lib/definitions/compile.ts';
import { probesOf } from '../../../support/compile-texts.ts';
import { makeFolder } from '../../../support/folder.ts';

/** The design's samples, as they stand there. */
const samples = join(import.meta.dirname, '../../../definitions/samples');
const config = join(import.meta.dirname, '../../../definitions/configuration/probewright.config.ts');

describe('the samples of the design', () => {
  it('load as they stand, to a plan that never changes', async () => {
    const { diagnostics, compiled } = await compile({ definitions: [samples], config });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    await expect(`${JSON.stringify(compiled?.plan, null, 2)}\n`).toMatchFileSnapshot('golden/design-samples.json');
    expect(compiled?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('load wherever their folder is, and without a configuration', async () => {
    const folder = join(await makeFolder(), 'elsewhere/probes');
    await cp(samples, folder, { recursive: true });
    const probes = probesOf(await compile({ definitions: [folder] }));
    expect(Object.keys(probes)).toEqual([
      'cart-dev',
      'cart-prod',
      'cert-api-shop-example-443',
      'cert-shop-example-443',
      'pay-dev',
      'pay-prod',
      'search-dev',
      'search-prod',
      'shop-cert',
      'shop-dns',
      'shop-front',
      'shop-home',
      'shop-login',
      'shop-ssh',
    ]);
    expect(probes['shop-front']?.locations).toEqual(['eu-west-1', 'us-east-1']);
    expect(probes['shop-ssh']).toMatchObject({
      locations: ['local'],
      labels: { team: 'shop' },
      alert: { policy: 'page' },
      runbook: 'https://wiki.example/shop',
    });
  });

  it('have the same hash each time, whatever the order in which keys are written', async () => {
    const first = await compile({ definitions: [samples], config });
    const second = await compile({ definitions: [samples], config });
    expect(second.compiled).toEqual(first.compiled);
  });

  it('are explained: each value with the layer and the place that gave it', async () => {
    const { explanation } = await compile({ definitions: [samples], config, explain: 'pay-dev' });
    const layers = Object.fromEntries(
      explanation?.values.map(({ path, origin }) => [path, `${origin.layer} ${origin.place.line}`]) ?? [],
    );
    expect(layers).toMatchObject({
      name: 'probe 9',
      kind: 'file defaults 2',
      interval: 'each 7',
      'labels.env': 'probe 11',
      'alert.policy': 'each 7',
    });
  });
});
