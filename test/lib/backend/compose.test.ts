import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { DASHBOARDS } from '../../../grafana/dashboards.ts';
import { PARTS } from '../../../lib/backend/parts.ts';
import { toolPath } from '../../../tools/install.ts';
import { makeFolder } from '../../support/folder.ts';

const FILE = join(import.meta.dirname, '../../../compose.yaml');
const ENV = { ...process.env, GRAFANA_ADMIN_PASSWORD: 'for the test' };

interface Service {
  readonly image: string;
  readonly user: string;
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const { services } = parse(readFileSync(FILE, 'utf8')) as { services: Readonly<Record<string, Service>> };

test('compose.yaml is read by the library of docker compose, and has every part', () => {
  const names = execFileSync(toolPath('compose-check'), [FILE], { encoding: 'utf8', env: ENV });
  // Jaeger stands in for Tempo where no containers run.
  const parts = PARTS.filter((name) => name !== 'query-frontend' && name !== 'jaeger');
  expect(names.trim().split('\n').sort()).toEqual([...parts, 'owners'].sort());
});

test('the check refuses what docker compose refuses', async () => {
  const folder = await makeFolder();
  const broken = join(folder, 'compose.yaml');
  writeFileSync(broken, stringify({ services: { a: { image: 'x', porst: ['1:1'] } } }));
  const { status, stderr } = spawnSync(toolPath('compose-check'), [broken], { encoding: 'utf8', env: ENV });
  expect([status, stderr]).toEqual([1, expect.stringContaining('porst')]);
});

test('nothing is published beyond the loopback interface of the host', () => {
  const ports = Object.values(services).flatMap((service) => service.ports ?? []);
  expect(ports.length).toBeGreaterThan(0);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

test('no part runs as root or may gain rights, and all but Grafana have a file system that they cannot write', () => {
  for (const [name, { user, cap_drop, read_only }] of Object.entries(services)) {
    expect([name, cap_drop]).toEqual([name, ['ALL']]);
    if (name !== 'owners') expect([name, user]).toEqual([name, expect.stringMatching(/^[1-9]\d*$/)]);
    expect([name, read_only]).toEqual([name, name !== 'grafana']);
  }
});

test('every volume that a part writes to is handed over to its user first', () => {
  const { owners, ...parts } = services;
  for (const [name, { volumes }] of Object.entries(parts)) {
    const own = volumes.filter((volume) => !volume.startsWith('./') && !volume.endsWith(':ro'));
    for (const volume of own) expect([name, owners?.volumes]).toEqual([name, expect.arrayContaining([volume])]);
  }
});

test("the password of Grafana's administrator comes from whoever starts it", () => {
  expect(services.grafana?.environment?.GF_SECURITY_ADMIN_PASSWORD__FILE).toBe('/run/secrets/grafana-admin-password');
  const { secrets } = parse(readFileSync(FILE, 'utf8')) as { secrets: object };
  expect(secrets).toEqual({ 'grafana-admin-password': { environment: 'GRAFANA_ADMIN_PASSWORD' } });
});

test('Grafana reads the generated dashboards where its provider looks for them', () => {
  const volumes = services.grafana?.volumes ?? [];
  const [, target] = volumes.find((volume) => volume.startsWith('./grafana/dashboards:'))?.split(':') ?? [];
  const provided = parse(readFileSync(join(FILE, '../backend/grafana/dashboards/probewright.yml'), 'utf8')) as {
    readonly providers: readonly { readonly options: { readonly path: string } }[];
  };
  expect(provided.providers.map(({ options }) => options.path)).toEqual([target]);
  const files = readdirSync(join(FILE, '../grafana/dashboards')).filter((name) => name.endsWith('.json'));
  expect(files).toEqual(DASHBOARDS.map(({ name }) => `${name}.json`).sort());
});
