import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { containerAddresses, machineAddresses } from '../../../lib/backend/addresses.ts';
import { CONTAINER_PATHS, machinePaths } from '../../../lib/backend/paths.ts';
import { type RenderedBackend, renderBackend } from '../../../lib/backend/render.ts';
import { type BackendSettings, DEFAULT_BACKEND, type StoreSettings } from '../../../lib/backend/settings.ts';
import { toolPath } from '../../../tools/install.ts';
import { makeFolder } from '../../support/folder.ts';

const STORES: readonly StoreSettings[] = [
  { type: 'folder', path: '/var/lib/objects' },
  { type: 's3', bucket: 'probes-123456789012', region: 'eu-west-1' },
  { type: 's3', bucket: 'probes', region: 'eu-west-1', endpoint: 'http://127.0.0.1:9000' },
];
const SIZES = ['single', 'spread'] as const;
const CASES = SIZES.flatMap((size) => STORES.map((store) => [`${size}, ${nameOf(store)}`, size, store] as const));

function nameOf(store: StoreSettings): string {
  if (store.type === 'folder') return 'a folder';
  return store.endpoint === undefined ? 'a bucket' : 'a bucket elsewhere';
}

const settingsOf = (size: BackendSettings['size'], store: StoreSettings): BackendSettings => ({
  ...DEFAULT_BACKEND,
  id: 'probewright',
  size,
  store,
});

/** Written to a folder as `backend up` does, rules included. */
function write(folder: string, { files, rules }: RenderedBackend): void {
  for (const [name, text] of Object.entries({ ...files, ...rules })) {
    const path = join(folder, 'config', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

describe.each(CASES)('the backend in size %s', (_name, size, store) => {
  test('is accepted by promtool, amtool, Loki and the flags of every program of Thanos', async () => {
    const folder = await makeFolder();
    const rendered = renderBackend(settingsOf(size, store), machineAddresses(), machinePaths(folder));
    write(folder, rendered);
    const file = (name: string) => join(folder, 'config', name);
    const checked = execFileSync(toolPath('promtool'), ['check', 'config', '--lint=all', file('prometheus.yml')], {
      encoding: 'utf8',
    });
    expect(checked).toContain('1 rule files found');
    execFileSync(toolPath('amtool'), ['check-config', file('alertmanager.yml')], { stdio: 'pipe' });
    const loki = spawnSync(toolPath('loki'), ['-verify-config', `-config.file=${file('loki.yml')}`], {
      encoding: 'utf8',
    });
    expect([loki.status, loki.stderr.includes('failed')]).toEqual([0, false]);
    for (const { args, program } of rendered.parts) {
      if (program !== 'thanos') continue;
      // With `--help` behind them all flags are parsed, and nothing is started.
      const parsed = spawnSync(toolPath('thanos'), [...args, '--help'], { encoding: 'utf8' });
      expect([args[0], parsed.status, parsed.stderr.match(/error:.*/)?.[0]]).toEqual([args[0], 0, undefined]);
    }
  });

  test('starts each part after those that it needs, and every part has an image, a user and a limit', () => {
    const { parts } = renderBackend(settingsOf(size, store), containerAddresses(), CONTAINER_PATHS);
    const seen = new Set<string>();
    for (const part of parts) {
      expect(part.after.filter((name) => !seen.has(name))).toEqual([]);
      seen.add(part.name);
      expect(part.image).toMatch(/^[\w.-]+(\/[\w.-]+)+:v?\d+\.\d+\.\d+$/);
      expect(part.user).toMatch(/^[1-9]\d*$/);
      expect(part.memoryMb).toBeGreaterThanOrEqual(128);
      expect(part.graceSeconds).toBeLessThanOrEqual(120);
    }
    expect(seen.has('query-frontend')).toBe(size === 'spread');
  });
});

test('on one machine nothing listens beyond the loopback interface', () => {
  const rendered = renderBackend(
    settingsOf('spread', { type: 'folder', path: '/var/lib/objects' }),
    machineAddresses(),
    machinePaths('/srv'),
  );
  const said = JSON.stringify(rendered);
  const hosts = [...said.matchAll(/([\w.[\]-]*):\d{4,5}\b(?!\})/g)].map(([, host]) => host).filter(Boolean);
  expect(new Set(hosts)).toEqual(new Set(['127.0.0.1']));
  for (const { args } of rendered.parts) {
    for (const arg of args.filter((one) => /listen|-address=/.test(one))) expect(arg).toMatch(/=(127\.0\.0\.1:\d+)?$/);
  }
});

test('no password, key or token stands in a rendered file', () => {
  for (const store of STORES) {
    const { files, parts } = renderBackend(settingsOf('single', store), containerAddresses(), CONTAINER_PATHS);
    expect(Object.values(files).join('\n')).not.toMatch(/password|secret|access_key|token/i);
    for (const { environment } of parts) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD/.test(name)) expect(value).toMatch(/^\/run\/secrets\//);
      }
    }
  }
});

test("what is scraped of the backend's own programs is told apart by who scraped it", () => {
  const { files, rules } = renderBackend(
    settingsOf('single', STORES[0] as StoreSettings),
    machineAddresses(),
    CONTAINER_PATHS,
  );
  // Nothing is scraped before the keeper says so: the first sample in order must be the oldest.
  expect(parse(files['prometheus.yml'] ?? '')).not.toHaveProperty('scrape_configs');
  const { scrape_configs } = parse(rules['rules/scrape/probewright-backend.yml'] ?? '') as {
    scrape_configs: readonly { static_configs: readonly [{ labels: object; targets: readonly string[] }] }[];
  };
  expect(scrape_configs.length).toBeGreaterThan(5);
  for (const { static_configs } of scrape_configs) expect(static_configs[0].labels).toEqual({ scraped_by: 'a' });
});

test('no rule counts or averages over time: in downsampled blocks only sums stay right', () => {
  for (const store of STORES) {
    const { rules } = renderBackend(settingsOf('single', store), machineAddresses(), CONTAINER_PATHS);
    expect(Object.keys(rules).length).toBeGreaterThan(0);
    expect(Object.values(rules).join('\n')).not.toMatch(/\b(count|avg|stddev|quantile)_over_time\b/);
  }
});
