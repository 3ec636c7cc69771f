import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../../support/browser.ts';
import { shopState } from '../../../support/page-shop.ts';
import { visit } from '../../../support/page-visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const FOCUSED = 'document.activeElement.textContent || document.activeElement.id';

test('a probe is found, walked through, opened and closed by keys alone', async () => {
  const { page, see, leave } = await visit(browser, shopState());
  await page.keyboard.press('/');
  expect(await see(FOCUSED)).toBe('filter');
  await page.keyboard.type('team=shop');
  expect(await page.locator('.row').count()).toBe(5);
  await page.keyboard.press('Escape');
  expect(await page.locator('.row').count()).toBe(16);
  await see('document.activeElement.blur()');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  expect(await see(FOCUSED)).toBe('search');
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  expect(await see(FOCUSED)).toBe('checkout-api');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await page.locator('#tip').textContent()).toContain('down status_unexpected');
  expect(await page.locator('#announcer').textContent()).toMatch(/^\d\d:\d\d:\d\d down, status_unexpected, /);
  await page.keyboard.press('Escape');
  expect(await page.locator('#tip').isVisible()).toBe(false);
  await page.keyboard.press('Enter');
  expect(await see('document.activeElement.id')).toBe('detail-title');
  await page.keyboard.press('j');
  expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('partner-feed');
  await page.keyboard.press('Escape');
  expect(await page.locator('#detail').isVisible()).toBe(false);
  expect(await see(FOCUSED)).toBe('partner-feed');
  await leave();
});

test('? shows the keys, and Escape gives the focus back', async () => {
  const { page, see, leave } = await visit(browser, shopState());
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys and shapes' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog', { name: 'Keys and shapes' }).isVisible()).toBe(false);
  expect(await see(FOCUSED)).toBe('checkout-api');
  await leave();
});

test('a letter that is typed into the filter is a letter', async () => {
  const { page, leave } = await visit(browser, shopState());
  await page.getByRole('searchbox').fill('');
  await page.getByRole('searchbox').pressSequentially('j/k?');
  expect(await page.getByRole('searchbox').inputValue()).toBe('j/k?');
  expect(await page.locator('#detail').isVisible()).toBe(false);
  await leave();
});

test('screen readers get landmarks, a list, and words for shapes and states', async () => {
  const { page, leave } = await visit(browser, shopState());
  const tree = await page.locator('body').ariaSnapshot();
  for (const part of [
    '- banner:',
    '- main:',
    '- heading "Probewright" [level=1]',
    '- list "Probes, worst first":',
    '- searchbox "Filter by name, target, label or state"',
  ]) {
    expect(tree).toContain(part);
  }
  const item = await page.getByRole('listitem').filter({ hasText: 'checkout-api' }).ariaSnapshot();
  expect(item).toMatch(/^- listitem:/);
  for (const part of [
    'down',
    'link "checkout-api"',
    'since',
    'last 60 runs: 54 up, 6 down',
    'median',
    '24 h',
    '30 d',
  ]) {
    expect(item).toContain(part);
  }
  await leave();
});
