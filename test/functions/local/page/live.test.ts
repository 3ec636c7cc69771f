import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProbeSummary } from '../../../../functions/local/api.ts';
import { launchBrowser } from '../../../support/browser.ts';
import { probesAnswer, summary } from '../../../support/page-data.ts';
import { manyProbes, SHOP_FINDINGS, shopState } from '../../../support/page-shop.ts';
import { visit } from '../../../support/page-visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

function broken(name: string): ProbeSummary {
  return summary({
    name,
    state: 'down',
    sinceMs: Date.now(),
    lastTickMs: Date.now() + 1000,
    why: 'The target refused the connection.',
  });
}

test('a change of state is shown and announced without reloading', async () => {
  const { page, fixture, leave } = await visit(browser, shopState());
  fixture.send({ event: 'probes', data: [broken('home')], asOfMs: Date.now() });
  await page.locator('.row', { hasText: 'home' }).getByText('The target refused the connection.').waitFor();
  expect(await page.locator('.row .name').first().textContent()).toBe('home');
  expect(await page.title()).toContain('2 down');
  await page
    .locator('#announcer', { hasText: 'home is down: the target refused the connection.' })
    .waitFor({ state: 'attached' });
  await leave();
});

test('focus, scroll and row elements stay when rows are updated and moved', async () => {
  const state = { ...shopState(), probes: probesAnswer(manyProbes(200)) };
  const { page, fixture, see, leave } = await visit(browser, state);
  await page.locator('a.name', { hasText: 'service-0120' }).focus();
  await see("window.kept = document.activeElement.closest('.row')");
  const before = await see<number>("document.activeElement.closest('.row').getBoundingClientRect().top");
  // One moves from below to the top, one from above to the top, the focused one itself is updated in place.
  const updated = summary({ name: 'service-0120', lastTickMs: Date.now() + 1000, baseMs: 77 });
  fixture.send({
    event: 'probes',
    data: [broken('service-0190'), broken('service-0100'), updated],
    asOfMs: Date.now(),
  });
  await page.locator('.row', { hasText: 'service-0120' }).getByText('77 ms').waitFor();
  expect(await page.locator('.row .name').first().textContent()).toMatch(/service-0(190|100)/);
  expect(await see('document.activeElement.textContent')).toBe('service-0120');
  expect(await see('window.kept === document.activeElement.closest(".row")')).toBe(true);
  const after = await see<number>("document.activeElement.closest('.row').getBoundingClientRect().top");
  expect(Math.abs(after - before)).toBeLessThan(2);
  await leave();
});

test('the focused row keeps the focus when it moves itself', async () => {
  const state = { ...shopState(), probes: probesAnswer(manyProbes(100)) };
  const { page, fixture, see, leave } = await visit(browser, state);
  await page.locator('a.name', { hasText: 'service-0050' }).focus();
  fixture.send({ event: 'probes', data: [broken('service-0050')], asOfMs: Date.now() });
  await page.locator('.row').first().getByRole('link', { name: 'service-0050' }).waitFor();
  expect(await see('document.activeElement.textContent')).toBe('service-0050');
  await leave();
});

test('the open probe follows its runs, and what was unfolded stays unfolded', async () => {
  const state = shopState();
  const { page, fixture, see, until, leave } = await visit(browser, state, { path: '/?probe=checkout-api' });
  const headers = page.locator('#detail summary', { hasText: 'Headers' });
  await headers.click();
  const definition = page.locator('#detail summary', { hasText: 'Effective definition' });
  await definition.click();
  await definition.focus();
  const known = state.details.get('checkout-api');
  if (known?.lastGood === undefined) throw new Error('the fixture has no good run');
  const tickMs = Date.now() + 1000;
  const good = { tickMs, result: { ...known.lastGood.result, run: 'newest' } };
  const { why: _, ...rest } = known.summary;
  const now: ProbeSummary = { ...rest, state: 'up', sinceMs: tickMs, lastTickMs: tickMs };
  state.details = new Map([...state.details, ['checkout-api', { ...known, summary: now, last: good, lastGood: good }]]);
  state.runs = new Map([['checkout-api', { runs: [good], more: false }]]);
  fixture.send({ event: 'probes', data: [now], asOfMs: tickMs });
  await page.locator('.sentence', { hasText: /^Up since/ }).waitFor();
  await until("document.querySelectorAll('.runs tbody tr').length === 41");
  expect(await see('document.activeElement.textContent')).toBe('Effective definition');
  expect(await page.locator('#detail summary', { hasText: 'Last trouble ·' }).isVisible()).toBe(true);
  expect(await headers.isVisible()).toBe(true);
  expect(
    await see(
      "[...document.querySelectorAll('#detail details')].filter((one) => /Headers|Effective/.test(one.textContent)).every((one) => one.open)",
    ),
  ).toBe(true);
  await leave();
});

test('a new set of definitions and its findings are shown at once', async () => {
  const { page, fixture, leave } = await visit(browser, shopState());
  const probes = [summary({ name: 'brand-new', state: 'waiting' })];
  fixture.send({ event: 'set', data: probesAnswer(probes, SHOP_FINDINGS) });
  await page.getByRole('link', { name: 'brand-new' }).waitFor();
  expect(await page.locator('.row').count()).toBe(1);
  expect(await page.getByText('2 errors and 1 warning in the definitions.').isVisible()).toBe(true);
  await leave();
});

test('a lost connection is said clearly, takes the say from the title, and heals by itself', async () => {
  const { page, fixture, problems, see } = await visit(browser, shopState());
  await fixture.down();
  await page
    .locator('#as-of', { hasText: /^Connection to the runner lost at \d\d:\d\d:\d\d\. What you see is as of/ })
    .waitFor();
  expect(await page.title()).toBe('? No fresh data – Probewright');
  expect(await see('document.documentElement.dataset.stale')).toBe('yes');
  expect(await page.locator('.row').count()).toBeGreaterThan(10);
  await fixture.up();
  await page.locator('#as-of', { hasText: /^data as of/ }).waitFor();
  expect(await page.title()).toContain('1 down');
  expect(problems.filter((one) => !one.includes('net::ERR_'))).toEqual([]);
  await page.context().close();
  await fixture.down();
});

test('data that is older than expected is said to be, though the connection stands', async () => {
  const old = Date.now() - 10 * 60_000;
  const probes = [summary({ name: 'home', lastTickMs: old })];
  const state = { ...shopState(), probes: { ...probesAnswer(probes), asOfMs: old } };
  const { page, leave } = await visit(browser, state);
  await page.locator('#as-of', { hasText: /^No new runs for 10 min: data as of/ }).waitFor();
  await leave();
});
