import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../lib/definitions/schema/config.ts';
import { configured } from '../support/configured.ts';

const page = readFileSync('docs/configuration.md', 'utf8');
const [, example = ''] = /```ts\n(.*?)```/s.exec(page) ?? [];
const section = (title: string) => page.split('\n## ').find((part) => part.startsWith(`${title}\n`)) ?? '';

describe('docs/configuration.md', () => {
  it('names every key of the configuration, once', () => {
    const rows = [...section('Keys').matchAll(/^\| `([a-zA-Z]+)` \|/gm)].map(([, key]) => key);
    expect(rows.sort()).toEqual(Object.keys(configSchema.shape).sort());
  });

  it('names every key of a location and of a receiver', () => {
    const { codes, findings } = configured({
      locations: [{ name: 'a', region: 'eu-west-1', nothing: 1 }],
      delivery: { mode: 'direct', remoteWrite: { url: 'https://prometheus.example.com/', nothing: 1 } },
    });
    expect(codes).toEqual(['PW2001 locations[0].nothing', 'PW2001 delivery.remoteWrite.nothing']);
    const [location, receiver] = findings.map(({ allowed = '' }) => allowed.split(', '));
    for (const key of location ?? []) expect(section('Locations')).toMatch(new RegExp(`\`${key}(?:: 'static')?\``));
    expect(section('Delivery')).toContain(`{ ${(receiver ?? []).join(', ')} }`);
  });

  it('shows an example without a finding', () => {
    const body = example.replace(/^import .*$/m, '').replace('export default defineConfig(', 'return (');
    const options = new Function(body)() as object;
    const { codes, installations } = configured(options);
    expect(codes).toEqual([]);
    expect(installations.map(({ id }) => id)).toEqual(['shop-prod', 'shop-dev']);
  });
});
