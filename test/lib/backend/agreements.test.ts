import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { machineAddresses } from '../../../lib/backend/addresses.ts';
import { derive, duration } from '../../../lib/backend/derived.ts';
import { machinePaths } from '../../../lib/backend/paths.ts';
import { type RenderedBackend, renderBackend } from '../../../lib/backend/render.ts';
import { type BackendSettings, DEFAULT_BACKEND } from '../../../lib/backend/settings.ts';
import { durationMs } from '../../../lib/definitions/units.ts';

const HOUR_MS = 3_600_000;
const SETTINGS: BackendSettings = {
  ...DEFAULT_BACKEND,
  id: 'probewright',
  store: { type: 'folder', path: '/objects' },
};

const render = (settings: BackendSettings): RenderedBackend =>
  renderBackend(settings, machineAddresses(), machinePaths('/srv'));

/** A value of a rendered file by its path, in milliseconds. */
function valueAt({ files }: RenderedBackend, file: string, ...path: string[]): number {
  const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], parse(files[file] ?? ''));
  return durationMs(String(found)) ?? Number.NaN;
}

function flag({ parts }: RenderedBackend, part: string, name: string): string {
  const found = parts.find((one) => one.name === part)?.args.find((arg) => arg.startsWith(`--${name}=`));
  return found?.slice(name.length + 3) ?? '';
}

/** What must hold between the programs, in words; what does not. */
function disagreements(rendered: RenderedBackend): string[] {
  const window = valueAt(rendered, 'prometheus.yml', 'storage', 'tsdb', 'out_of_order_time_window');
  const local = valueAt(rendered, 'prometheus.yml', 'storage', 'tsdb', 'retention', 'time');
  const offset = valueAt(rendered, 'prometheus.yml', 'global', 'rule_query_offset');
  const chunk = valueAt(rendered, 'loki.yml', 'ingester', 'max_chunk_age');
  const oldest = valueAt(rendered, 'loki.yml', 'limits_config', 'reject_old_samples_max_age');
  const statements: readonly (readonly [string, boolean])[] = [
    ['Prometheus keeps on its disk what may still arrive late', local > window],
    ["Loki's chunks stay open as long as Prometheus takes late samples", chunk === window],
    ['Loki takes lines that are as old as a restore sends', oldest >= chunk / 2 && oldest <= window],
    ['Ruler looks as far back as Prometheus does', durationMs(flag(rendered, 'ruler', 'rule-query-offset')) === offset],
    [
      'Ruler evaluates as often as Prometheus does',
      durationMs(flag(rendered, 'ruler', 'eval-interval')) ===
        valueAt(rendered, 'prometheus.yml', 'global', 'evaluation_interval'),
    ],
  ];
  return statements.filter(([, holds]) => !holds).map(([words]) => words);
}

describe('values that must agree', () => {
  test.each([6, 12, 24, 48])('agree with a horizon of %d hours', (hours) => {
    expect(disagreements(render({ ...SETTINGS, horizonMs: hours * HOUR_MS }))).toEqual([]);
  });

  test('every derived value shows in what is rendered, or is used by the keeper: a change is noticed', () => {
    // Of these the keeper and the rules make use, not a rendered file.
    const elsewhere = ['logWindowMs', 'longestLocalWindowMs', 'restoreMs'];
    const before = derive(SETTINGS);
    const rendered = JSON.stringify(render(SETTINGS));
    const unnoticed = Object.entries(before).filter(
      ([name, value]) => !elsewhere.includes(name) && !rendered.includes(duration(value)),
    );
    expect(unnoticed).toEqual([]);
  });

  const CHANGES: readonly (readonly [file: string, from: string, to: string, notices: string])[] = [
    ['prometheus.yml', 'out_of_order_time_window: 24h', 'out_of_order_time_window: 30h', "Loki's chunks"],
    ['prometheus.yml', 'time: 48h', 'time: 12h', 'Prometheus keeps'],
    ['prometheus.yml', 'rule_query_offset: 45s', 'rule_query_offset: 60s', 'Ruler looks'],
    ['prometheus.yml', 'evaluation_interval: 30s', 'evaluation_interval: 15s', 'Ruler evaluates'],
    ['loki.yml', 'max_chunk_age: 24h', 'max_chunk_age: 2h', "Loki's chunks"],
    ['loki.yml', 'reject_old_samples_max_age: 24h', 'reject_old_samples_max_age: 1h', 'Loki takes lines'],
  ];

  test.each(CHANGES)('in %s, %s instead of the derived value does not pass', (file, from, to, notices) => {
    const rendered = render(SETTINGS);
    expect(rendered.files[file]).toContain(from);
    const files = { ...rendered.files, [file]: (rendered.files[file] ?? '').replace(from, to) };
    const found = disagreements({ ...rendered, files });
    expect(found.filter((words) => words.startsWith(notices))).toHaveLength(1);
  });

  test('every setting changes something that is rendered', () => {
    const changed: { readonly [Name in keyof BackendSettings]: BackendSettings[Name] } = {
      size: 'spread',
      id: 'other',
      replica: 'b',
      horizonMs: 12 * HOUR_MS,
      longestObjectiveMs: 90 * 24 * HOUR_MS,
      rawRetentionDays: 400,
      logRetentionDays: 62,
      traceRetentionDays: 7,
      traces: 'jaeger',
      store: { type: 's3', bucket: 'probes', region: 'eu-west-1' },
      lagMs: 60_000,
      evaluationMs: 15_000,
      hasKeeper: false,
    };
    const before = JSON.stringify(render(SETTINGS));
    const same = Object.entries(changed).filter(
      ([name, value]) => JSON.stringify(render({ ...SETTINGS, [name]: value })) === before,
    );
    // The longest objective is checked against the retention, and shows in nothing else.
    expect(same.map(([name]) => name)).toEqual(['longestObjectiveMs']);
  });
});

describe('settings that cannot hold together are refused in words', () => {
  test('raw data that is kept for less than the longest objective needs', () => {
    expect(() => derive({ ...SETTINGS, rawRetentionDays: 60 })).toThrow(/kept 60 days.*needs 61/s);
    expect(() => derive({ ...SETTINGS, rawRetentionDays: 61 })).not.toThrow();
  });

  test('a horizon that is shorter than the head of Prometheus and as much lateness', () => {
    expect(() => derive({ ...SETTINGS, horizonMs: 5 * HOUR_MS })).toThrow(/5 h.*at least 6 h/s);
  });
});

test.each([
  [0, '0s'],
  [45_000, '45s'],
  [90_000, '90s'],
  [120_000, '2m'],
  [3_600_000, '1h'],
  [86_400_000, '24h'],
])('%d ms are written %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
