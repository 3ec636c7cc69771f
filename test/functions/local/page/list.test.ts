import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../../support/browser.ts';
import { probesAnswer } from '../../../support/page-data.ts';
import { SHOP_FINDINGS, shopState } from '../../../support/page-shop.ts';
import { type Visit, visit } from '../../../support/page-visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const NAMES = "[...document.querySelectorAll('.row .name')].map((one) => one.textContent)";

describe('the list of a shop in trouble', () => {
  let opened: Visit;
  beforeAll(async () => {
    opened = await visit(browser, shopState());
  });
  afterAll(() => opened?.leave());

  test('probes stand worst first, the newest trouble before older, muted and disabled last', async () => {
    const { see } = opened;
    expect(await see<string[]>(NAMES)).toEqual([
      ...['checkout-api', 'partner-feed', 'search', 'cert-shop', 'newsletter'],
      ...[
        'cart-prod',
        'catalogue-prod',
        'dns-shop',
        'home',
        'images-prod',
        'login',
        'mail-in',
        'pay-prod',
        'reviews-prod',
      ],
      ...['legacy-admin', 'old-blog'],
    ]);
  });

  test('a row says state, name, reason, since when, median and availability', async () => {
    const { page } = opened;
    const row = page.locator('.row', { hasText: 'checkout-api' });
    for (const text of [
      'down',
      'Status 502, expected 200-299.',
      '140 ms',
      '99.65 %',
      '99.91 %',
      'api.shop.example/checkout/health',
    ]) {
      expect(await row.textContent()).toContain(text);
    }
    expect(await row.locator('time').textContent()).toBe('4 min');
    expect(await row.locator('time').getAttribute('title')).toMatch(/^\d+ \w{3} 2\d{3} \d\d:\d\d:\d\d$/);
  });

  test('each outcome of the strip has a look of its own, and a tip that says what a run was', async () => {
    const { page } = opened;
    const drawn = (name: string, look: string) =>
      page.locator('.row', { hasText: name }).locator(`.bar-${look}`).getAttribute('d');
    expect(await drawn('checkout-api', 'down')).toContain('M');
    expect(await drawn('partner-feed', 'error')).toContain('M');
    expect(await drawn('search', 'degraded')).toContain('M');
    expect(await drawn('home', 'up')).toContain('M');
    expect(await drawn('home', 'down')).toBe('');
    const strip = page.locator('.row', { hasText: 'checkout-api' }).locator('.strip');
    const width = (await strip.boundingBox())?.width ?? 0;
    await strip.hover({ position: { x: width - 2, y: 10 } });
    expect(await page.locator('#tip').textContent()).toMatch(/down status_unexpected · [\d.]+ ms/);
  });
});

test('the counts are buttons that filter, and the choice stands in the address', async () => {
  const { page, see, leave } = await visit(browser, shopState());
  await page.getByRole('button', { name: '2 degraded' }).click();
  expect(await see(NAMES)).toEqual(['search', 'cert-shop']);
  await page.getByRole('button', { name: '1 down' }).click();
  expect(await see(NAMES)).toEqual(['checkout-api', 'search', 'cert-shop']);
  expect(new URL(page.url()).search).toBe('?state=degraded,down');
  expect(await page.getByRole('button', { name: '1 down' }).getAttribute('aria-pressed')).toBe('true');
  await page.goBack();
  expect(await see(NAMES)).toEqual(['search', 'cert-shop']);
  await page.getByRole('button', { name: '1 muted' }).click();
  expect(await see(NAMES)).toEqual(['search', 'cert-shop', 'legacy-admin']);
  await leave();
});

test('filter and grouping are read from the address and written to it', async () => {
  const { page, see, leave } = await visit(browser, shopState(), { path: '/?q=team=shop&group=env' });
  expect(await page.getByRole('searchbox').inputValue()).toBe('team=shop');
  expect(await see(NAMES)).toEqual(['search', 'cert-shop', 'dns-shop', 'home', 'login']);
  expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['env=prod · 5 probes']);
  await page.getByRole('searchbox').fill('nothing-like-it');
  expect(await page.locator('#empty').textContent()).toContain('No probe matches');
  await page.getByRole('button', { name: 'Show all probes' }).click();
  await page.getByRole('combobox').selectOption('team');
  expect(new URL(page.url()).search).toBe('?group=team');
  expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
    'team=payments · 2 probes',
    ...['team=shop · 5 probes', 'team=mail · 2 probes', 'team=platform · 5 probes', 'no team · 2 probes'],
  ]);
  await page.reload();
  await page.getByText('no team').waitFor();
  await leave();
});

test('without probes the page says how to add one, ready to be pasted', async () => {
  const { page, leave } = await visit(browser, { ...shopState(), probes: probesAnswer([]) });
  expect(await page.locator('#empty pre').textContent()).toContain('probes:\n  - name: ');
  expect(await page.locator('#tools').isVisible()).toBe(false);
  await leave();
});

test('the verdict, the title and the icon say the worst state', async () => {
  const { page, see, leave } = await visit(browser, shopState());
  expect(await page.locator('#verdict').textContent()).toBe(
    'checkout-api is down, 1 could not be looked at, 2 degraded.',
  );
  expect(await page.title()).toBe('▼ 1 down, 1 error, 2 degraded – Probewright');
  const icon = "document.querySelector('link[rel=icon]').href";
  const down = await see<string>(icon);
  expect(down).toMatch(/^data:image\/svg\+xml,/);
  await leave();
  const up = shopState().probes.probes.filter((probe) => probe.state === 'up');
  const calm = await visit(browser, { ...shopState(), probes: probesAnswer(up) });
  expect(await calm.page.locator('#verdict').textContent()).toBe(
    `All ${up.length} probes are up; the last change was 3 d ago.`,
  );
  expect(await calm.page.title()).toBe('● up – Probewright');
  expect(await calm.see<string>(icon)).not.toBe(down);
  await calm.leave();
});

test('findings are shown with place, message, suggestion and the corrected line', async () => {
  const { page, leave } = await visit(browser, shopState(SHOP_FINDINGS));
  const banner = page.getByRole('region', { name: 'Findings in the definitions' });
  const text = (await banner.textContent()) ?? '';
  for (const part of [
    ...[
      '2 errors and 1 warning in the definitions.',
      'The running set is older than the files',
      'probes/shop.probe.yaml:7:13',
    ],
    ...['Unknown key «methd».', 'PW2003', 'Did you mean method?', 'http: { method: POST, path: /checkout/health }'],
    ...['probes/search.probe.yaml:12:14', 'Shorten the timeout or lengthen the interval.'],
  ]) {
    expect(text).toContain(part);
  }
  const severities = await banner.locator('.severity').allTextContents();
  expect(severities).toEqual(['error', 'error', 'warning']);
  await leave();
});

test('warnings alone stay folded, and no findings show no banner', async () => {
  const warnings = SHOP_FINDINGS.diagnostics.filter((one) => one.severity === 'warning');
  const folded = await visit(browser, shopState({ current: true, checkedAtMs: 3, diagnostics: warnings }));
  expect(await folded.page.getByText('1 warning in the definitions.').isVisible()).toBe(true);
  expect(await folded.page.getByText('is not built yet').isVisible()).toBe(false);
  await folded.leave();
  const none = await visit(browser, shopState());
  expect(await none.page.locator('#findings').isVisible()).toBe(false);
  await none.leave();
});
