import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../../support/browser.ts';
import { definition, probeAnswer, probesAnswer, run, summary } from '../../../support/page-data.ts';
import { HOSTILE, shopState } from '../../../support/page-shop.ts';
import { type Visit, visit } from '../../../support/page-visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const OPEN = { path: '/?probe=checkout-api' };

test('a click opens the probe, the address says so, back closes it', async () => {
  const { page, leave } = await visit(browser, shopState());
  await page.locator('.row', { hasText: 'checkout-api' }).locator('.why').click();
  await page.getByRole('heading', { name: 'checkout-api' }).waitFor();
  expect(new URL(page.url()).search).toBe('?probe=checkout-api');
  await page.goBack();
  expect(await page.locator('#detail').isVisible()).toBe(false);
  await page.goForward();
  await page.getByRole('heading', { name: 'checkout-api' }).waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  expect(new URL(page.url()).search).toBe('');
  await leave();
});

describe('a probe that is down, open', () => {
  let opened: Visit;
  beforeAll(async () => {
    opened = await visit(browser, shopState(), OPEN);
  });
  afterAll(() => opened?.leave());

  test('the open probe says in one sentence what is wrong since when', async () => {
    const { page } = opened;
    expect(await page.locator('.sentence').textContent()).toMatch(
      /^Down since \d\d:\d\d: status 502, expected 200-299\.$/,
    );
  });

  test('the last failure shows checks with expected and actual, phase, excerpt, attempts and log', async () => {
    const { page } = opened;
    const section = page.locator('.detail-section', { hasText: 'Last failure ·' }).first();
    await section.waitFor();
    const cells = section.locator('.checks tbody tr').first().locator('td, th');
    expect(await cells.allTextContents()).toEqual(['not passed, down', 'status', 'in 200-299', '502']);
    const text = (await section.textContent()) ?? '';
    for (const part of [
      'status_unexpected in the phase expect',
      'Headers (3)',
      'Retry-After: 30',
      '2 attempts',
      'Log (2)',
      'ip=192.0.2.7',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('a hostile body is text and nothing else', async () => {
    const { page, see } = opened;
    await page.getByText('502 Bad Gateway').waitFor();
    expect(await page.locator('#detail pre', { hasText: 'Bad Gateway' }).textContent()).toContain(HOSTILE);
    expect(await see("document.querySelectorAll('#detail img, #detail script, #detail center').length")).toBe(0);
    expect(await page.title()).not.toBe('owned');
    expect(await see("[...document.querySelectorAll('#detail a')].map((one) => one.protocol)")).toEqual([
      'https:',
      'https:',
    ]);
  });

  test('the failed run and the last good one stand side by side on one scale', async () => {
    const { page, see } = opened;
    await page.locator('.waterfall').nth(1).waitFor();
    const captions = await page.locator('.waterfall caption').allTextContents();
    expect(captions[0]).toMatch(/^Last failure · .* down in 255 ms$/);
    expect(captions[1]).toMatch(/^Last good run · .* up in 110 ms$/);
    expect(await page.locator('.waterfall tr.failed th').allTextContents()).toEqual(['expect']);
    const widths = await see<number[]>(
      "[...document.querySelectorAll('.waterfall')].map((one) => [...one.querySelectorAll('tr')].find((row) => row.textContent.startsWith('processing')).querySelector('.bar').getBoundingClientRect().width)",
    );
    expect((widths[0] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(211.8 / 61.3, 1);
  });

  test('certificate, definition with its place, labels, runbook and recent runs are there', async () => {
    const { page } = opened;
    await page.getByRole('heading', { name: 'Certificate' }).waitFor();
    const text = (await page.locator('#detail').textContent()) ?? '';
    for (const part of [
      ...[
        'CN=shop.example',
        'www.shop.example',
        'Example Issuing CA 3',
        'in 40 d 23 h',
        'yes, chain and name',
        'TLS 1.3',
      ],
      ...['probes/shop.probe.yaml:4', 'timeoutMs: 10000', 'team=payments', 'The way to the money.'],
    ]) {
      expect(text).toContain(part);
    }
    expect(await page.getByRole('link', { name: 'Runbook' }).getAttribute('href')).toBe('https://wiki.example/shop');
    expect(await page.locator('.runs tbody tr').count()).toBe(40);
  });
});

test('a probe that is up shows its last run; older trouble is folded, stays unfolded, and can be looked at', async () => {
  const state = shopState();
  const search = summary({ name: 'search' });
  const tickMs = search.lastTickMs ?? 0;
  const failure = { reason: 'too_slow', phase: 'expect', message: 'It took 1.1 s, expected below 800 ms.' } as const;
  const runs = [
    run('search', { tickMs: tickMs - 60_000, outcome: 'degraded', failure }),
    run('search', { tickMs, outcome: 'up' }),
  ];
  state.probes = probesAnswer([search]);
  state.details = new Map([['search', probeAnswer(search, definition('search'), runs)]]);
  state.runs = new Map([['search', { runs, more: false }]]);
  const { page, fixture, leave } = await visit(browser, state, { path: '/?probe=search' });
  await page.getByRole('heading', { name: /^Last run ·/ }).waitFor();
  const reason = page.locator('#detail .reason', { hasText: 'It took 1.1 s' });
  expect(await reason.isVisible()).toBe(false);
  expect(await page.locator('.waterfall caption').allTextContents()).toEqual([
    expect.stringMatching(/^Last run · .* up in 110 ms$/),
  ]);
  await page.getByText(/^Last trouble · /).click();
  expect(await reason.isVisible()).toBe(true);
  const next = summary({ name: 'search', lastTickMs: tickMs + 60_000 });
  const more = [...runs, run('search', { tickMs: tickMs + 60_000, outcome: 'up' })];
  state.details = new Map([['search', probeAnswer(next, definition('search'), more)]]);
  await expect.poll(() => fixture.listeners()).toBe(1);
  fixture.send({ event: 'probes', data: [next], asOfMs: tickMs + 61_000 });
  await page.locator('.runs tbody tr').nth(2).waitFor();
  expect(await reason.isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Look at this run' }).click();
  await page.getByRole('heading', { name: /^Run ·/ }).waitFor();
  expect(await page.getByText(/^Last trouble · /).count()).toBe(0);
  expect(await page.locator('.waterfall').count()).toBe(2);
  await leave();
});

test('a run of the table can be looked at, and left again', async () => {
  const { page, leave } = await visit(browser, shopState(), OPEN);
  await page.locator('.runs .look').nth(7).click();
  await page.getByRole('heading', { name: /^Run ·/ }).waitFor();
  expect(await page.locator('.runs tr[aria-current=true]').textContent()).toContain('up');
  await page.getByRole('button', { name: 'Back to the newest' }).click();
  await page.getByRole('heading', { name: /^Last failure ·/ }).waitFor();
  await leave();
});

test('a run is looked at by a click on its bar', async () => {
  const { page, leave } = await visit(browser, shopState(), OPEN);
  await page.locator('.runs tbody tr').first().waitFor();
  const strip = page.locator('#detail .strip');
  const width = (await strip.boundingBox())?.width ?? 0;
  await strip.hover({ position: { x: width - 5.5 * (width / 60), y: 10 } });
  expect(await page.locator('#tip').textContent()).toContain('up');
  await strip.click({ position: { x: width - 5.5 * (width / 60), y: 10 } });
  await page.getByRole('heading', { name: /^Run ·/ }).waitFor();
  expect(await page.locator('.runs tbody tr').nth(5).getAttribute('aria-current')).toBe('true');
  await leave();
});

test('«Run now» runs, shows that it does, and says what came of it', async () => {
  const state = shopState();
  let finish = (): void => {};
  const wait = new Promise<void>((resolve) => {
    finish = resolve;
  });
  state.run = async (name) => {
    await wait;
    return run(name, { tickMs: Date.now(), outcome: 'up' });
  };
  const { page, leave } = await visit(browser, state, OPEN);
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('button', { name: /^Running … \d/ }).waitFor();
  finish();
  await page.getByText('Just now: up in 110 ms.').waitFor();
  expect(await page.getByRole('button', { name: 'Run now' }).getAttribute('aria-disabled')).toBe(null);
  await leave();
});

test('a run that could not be started says so', async () => {
  const state = shopState();
  state.run = () => Promise.reject(new Error('cut off'));
  const { page, problems, fixture } = await visit(browser, state, OPEN);
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByText('It could not be run:').waitFor();
  expect(problems.every((one) => one.includes('Failed to load resource'))).toBe(true);
  await page.context().close();
  await fixture.down();
});

test('a probe that is not there is said not to be there', async () => {
  const { page, leave } = await visit(browser, shopState(), { path: '/?probe=gone' });
  await page.getByText('There is no probe with the name «gone»').waitFor();
  await leave();
});
