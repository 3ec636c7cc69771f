import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../../grafana/dashboards.ts';
import {
  askTarget,
  type DashboardFile,
  type Moment,
  type PanelFile,
  readDashboard,
  type Series,
  tableRows,
} from '../support/ask-panel.ts';
import {
  CHECKOUT_DOWN,
  EXPIRES_IN_DAYS,
  MINUTE_MS,
  MINUTES,
  PARTNER_BLIND,
  tellStory,
} from '../support/dashboard-story.ts';
import { type StartedStack, startTestStack } from '../support/started-stack.ts';
import { loadRules, recordNow } from '../support/story-rules.ts';

/** The last tick; a moment ago. */
const END_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
const NOW: Moment = { fromMs: END_MS - MINUTES * MINUTE_MS, toMs: END_MS + 5_000 };
/** Runs that counted, of a probe that ran at every tick at both locations. */
const RUNS = 2 * MINUTES;
const PROBES = ['front', 'checkout', 'reports', 'partner', 'beta', 'log-in'];
let folder: string;
let stack: StartedStack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probewright-'));
  stack = await startTestStack(folder);
  await tellStory(stack, folder, END_MS);
  await loadRules(stack, folder);
  await recordNow(stack, END_MS);
}, 180_000);
afterAll(async () => {
  await stack?.stack.stop();
  await rm(folder, { recursive: true, force: true });
});

const panelsOf = ({ panels }: DashboardFile) => panels.filter(({ type }) => type !== 'row');

function panelOf(dashboard: DashboardFile, title: string): PanelFile {
  const panel = dashboard.panels.find((one) => one.title === title);
  if (!panel) throw new Error(`${dashboard.title} has no panel '${title}'`);
  return panel;
}

async function answersOf(dashboard: DashboardFile, panel: PanelFile, moment = NOW): Promise<(readonly Series[])[]> {
  return await Promise.all((panel.targets ?? []).map((target) => askTarget(stack, dashboard, target, moment)));
}

/** The rows of a table, or the value of a stat. */
async function shown(name: string, title: string, chosen: Readonly<Record<string, string>> = {}) {
  const dashboard = readDashboard(name);
  const panel = panelOf(dashboard, title);
  const answers = await answersOf(dashboard, panel, { ...NOW, chosen });
  return panel.type === 'table'
    ? tableRows(panel, answers)
    : answers.map((series) => series.map(({ values }) => values[0]));
}

/** Panels of what Prometheus scrapes of the backend itself, and of what its rules say: both come within half a minute. */
const LATE: Readonly<Record<string, string>> = {
  'Parts of the backend': 'count(up{job="query"})',
  'Series and blocks': 'count(prometheus_tsdb_head_series) + count(thanos_bucket_store_blocks_loaded)',
  'Alerts that fire': 'count(ALERTS{alertstate="firing",alertname="ProbeDown",probe="checkout"})',
};

/** The minute in which it is there, which began after the story was over. */
async function minuteOf(query: string): Promise<Moment> {
  const ask = async () => (await stack.ask(query, Date.now())).values.size;
  await expect.poll(ask, { timeout: 75_000, interval: 500 }).toBe(1);
  return { fromMs: END_MS, toMs: (Math.floor(Date.now() / MINUTE_MS) + 1) * MINUTE_MS };
}

describe.each(DASHBOARDS.map(({ name }) => name))('%s', (name) => {
  const dashboard = readDashboard(name);
  // A dashboard of one probe is asked about each: no probe has everything.
  const moments = dashboard.templating.list.some((one) => one.name === 'probe')
    ? PROBES.map((probe) => ({ ...NOW, chosen: { probe } }))
    : [NOW];

  test.each(panelsOf(dashboard).map((panel) => [panel.title, panel] as const))(
    '«%s»: each query answers, with every label that the panel shows',
    async (_, panel) => {
      const late = LATE[panel.title];
      const when = late === undefined ? moments : [await minuteOf(late)];
      const asked = await Promise.all(when.map((moment) => answersOf(dashboard, panel, moment)));
      for (const [index, { legendFormat = '', expr }] of (panel.targets ?? []).entries()) {
        const series = asked.flatMap((answers) => answers[index] ?? []);
        expect(series.length, expr).toBeGreaterThan(0);
        const wanted = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
        for (const { labels } of series) for (const label of wanted) expect(labels[label], expr).toBeTruthy();
        for (const { values } of series) expect(values.every(Number.isFinite), expr).toBe(true);
      }
      for (const answers of asked) {
        if (panel.type === 'stat') expect(answers.map((series) => series.length)).toEqual([1]);
        if (panel.type !== 'table') continue;
        // A label set that is there twice would be two rows of the same name.
        for (const series of answers) {
          expect(new Set(series.map(({ labels }) => JSON.stringify(labels))).size).toBe(series.length);
        }
      }
      if (panel.type !== 'table') return;
      const columns = new Set(asked.flatMap((answers) => tableRows(panel, answers)).flatMap(Object.keys));
      const organize = panel.transformations?.find(({ id }) => id === 'organize')?.options;
      const hidden = organize?.excludeByName ?? {};
      for (const [field, column] of Object.entries(organize?.renameByName ?? {})) {
        if (!hidden[field]) expect([...columns]).toContain(column);
      }
    },
    90_000,
  );
});

test('the overview counts each probe once, as what it is at its worst location', async () => {
  const titles = ['Probes', 'Up', 'Degraded', 'Down', 'Errors of ours', 'Muted and not up'];
  const counts = await Promise.all(titles.map((title) => shown('overview', title)));
  expect(counts).toEqual([6, 2, 1, 2, 1, 1].map((count) => [[count]]));
  const ofShop = await Promise.all(titles.map((title) => shown('overview', title, { team: 'shop' })));
  expect(ofShop).toEqual([4, 2, 0, 2, 0, 1].map((count) => [[count]]));
});

test('the overview says of each probe that is not up where, since when and why', async () => {
  const rows = await shown('overview', 'What is not up', { window: '1d', objective: '99' });
  const since = (ago: number) => END_MS - (ago - 1) * MINUTE_MS;
  const down = CHECKOUT_DOWN / (0.01 * RUNS);
  const job = { Job: 'probewright' };
  const near = (value: number) => expect.closeTo(value, 9);
  const byName = new Map(rows.map((row) => ['Probe' in row ? row.Probe : '', row]));
  expect(byName.size).toBe(rows.length);
  expect(Object.fromEntries(byName)).toEqual({
    checkout: {
      ...job,
      ...{ Probe: 'checkout', State: 3, 'Not up in': 1, Of: 2, Since: since(CHECKOUT_DOWN) },
      ...{ Reason: 'response_timeout', Phase: 'processing', 'Budget left': near(1 - down) },
    },
    reports: {
      ...job,
      ...{ Probe: 'reports', State: 1, 'Not up in': 2, Of: 2, Reason: 'too_slow', Phase: 'expect' },
      'Budget left': 1,
    },
    partner: {
      ...job,
      ...{ Probe: 'partner', State: 2, 'Not up in': 1, Of: 2, Since: since(PARTNER_BLIND), Reason: 'prober_threw' },
      'Budget left': 1,
    },
    beta: {
      ...job,
      ...{ Probe: 'beta', State: 3, 'Not up in': 2, Of: 2, Reason: 'connect_refused', Phase: 'connect' },
      'Budget left': near(-99),
    },
  });
});

test('the page of a probe says in one line that it is down in one of two, since when and why, and its last words', async () => {
  expect(await shown('probe', 'In one line', { probe: 'checkout' })).toEqual([
    {
      ...{ Probe: 'checkout', Job: 'probewright', State: 3, 'Not up in': 1, Of: 2 },
      ...{ Since: END_MS - (CHECKOUT_DOWN - 1) * MINUTE_MS, Reason: 'response_timeout', Phase: 'processing' },
    },
  ]);
  expect(await shown('probe', 'In one line', { probe: 'log-in' })).toEqual([
    { Probe: 'log-in', Job: 'probewright', State: 0, 'Not up in': 0, Of: 2 },
  ]);
  const dashboard = readDashboard('probe');
  const [lines] = await answersOf(dashboard, panelOf(dashboard, 'Its last words'), {
    ...NOW,
    chosen: { probe: 'checkout' },
  });
  expect(lines?.map(({ lines: [line = ''] }) => line.split('\n')[0])).toEqual([
    'checkout down after 50 ms: response_timeout in processing: No response head in time.',
  ]);
  expect(lines?.[0]?.labels.location).toBe('eu');
  const [certificate] = await shown('probe', 'Certificate', { probe: 'front' });
  expect(certificate).toMatchObject({ Subject: 'CN=shop.test', 'Days left': expect.closeTo(EXPIRES_IN_DAYS, 2) });
});

test('what is left of a budget is the arithmetic of the runs, in percent and in minutes', async () => {
  const rows = await shown('objectives', 'Budget', { objective: '95', window: '1d' });
  const checkout = rows.find((row) => 'Probe' in row && row.Probe === 'checkout');
  const allowed = 0.05 * RUNS;
  expect(checkout).toMatchObject({
    Failed: CHECKOUT_DOWN,
    Counted: RUNS,
    Left: expect.closeTo(1 - CHECKOUT_DOWN / allowed, 9),
    // Two locations: two runs a minute.
    'Minutes left': expect.closeTo((allowed - CHECKOUT_DOWN) / 2, 6),
    'Days it lasts': 0,
    'Errors of ours': expect.closeTo(0, 9),
  });
  const partner = rows.find((row) => 'Probe' in row && row.Probe === 'partner');
  expect(partner).toMatchObject({
    Counted: RUNS - PARTNER_BLIND,
    'Errors of ours': expect.closeTo(PARTNER_BLIND / RUNS, 9),
  });
  // What is declared wins over what is chosen.
  const left = expect.closeTo(1 - 1 / (0.02 * RUNS), 9);
  expect(rows.find((row) => 'Probe' in row && row.Probe === 'log-in')).toMatchObject({ Failed: 1, Left: left });
  expect(await shown('objectives', 'As declared')).toEqual([
    {
      ...{ Probe: 'log-in', Window: '7d', Objective: expect.closeTo(0.98, 12) },
      ...{ Availability: expect.closeTo(1 - 1 / RUNS, 9), 'Budget left': left },
    },
  ]);
  const [compliance] = await shown('objectives', 'Compliance', { probe: 'checkout' });
  const availability = expect.closeTo(1 - CHECKOUT_DOWN / RUNS, 9);
  expect(compliance).toMatchObject({ '1d': availability, '30d': availability, '365d': availability });
});
