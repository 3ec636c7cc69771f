import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEnvSecrets } from '../../../../functions/secrets/env.ts';
import { launchBrowser } from '../../../support/browser.ts';
import { contrast } from '../../../support/contrast.ts';
import { probesAnswer, summary } from '../../../support/page-data.ts';
import { SHOP_FINDINGS, shopState } from '../../../support/page-shop.ts';
import { visit } from '../../../support/page-visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test.each([
  ['the list', '/', shopState()],
  ['the list with findings', '/?group=team', shopState(SHOP_FINDINGS)],
  ['an open probe', '/?probe=checkout-api', shopState()],
])('a phone of 390 px shows %s without sideways scrolling', async (_, path, state) => {
  const { page, see, leave } = await visit(browser, state, { path, width: 390, height: 844 });
  if (path.includes('probe=')) await page.getByRole('heading', { name: 'Certificate' }).waitFor();
  expect(await see('document.documentElement.scrollWidth')).toBe(390);
  expect(
    await see(
      "Math.max(0, ...[...document.querySelectorAll('.row, #detail')].map((one) => one.scrollWidth - one.clientWidth))",
    ),
  ).toBe(0);
  await leave();
});

test.each([1280, 1000, 390])('at %i px the row of a missing secret says all of what to do', async (width) => {
  const missing: Error = await createEnvSecrets({})('demo/partner-token').then(
    () => new Error(),
    (error) => error,
  );
  const state = shopState();
  const tags = { name: 'demo-partner', state: 'error', why: missing.message } as const;
  state.probes = probesAnswer([summary(tags)]);
  const { page, see, leave } = await visit(browser, state, { width });
  expect(await page.locator('.why').textContent()).toContain('PROBEWRIGHT_SECRET_DEMO_PARTNER_TOKEN in .env');
  expect(await see("document.querySelector('.why').scrollHeight - document.querySelector('.why').clientHeight")).toBe(
    0,
  );
  await leave();
});

test('on a phone the open probe covers the page, which nobody can then tab into', async () => {
  const { page, see, leave } = await visit(browser, shopState(), {
    path: '/?probe=checkout-api',
    width: 390,
    height: 844,
  });
  await page.getByRole('heading', { name: 'Certificate' }).waitFor();
  expect(await see("document.getElementById('detail').getBoundingClientRect().width")).toBe(390);
  expect(await see("document.getElementById('main').inert")).toBe(true);
  await page.keyboard.press('Escape');
  expect(await see("document.getElementById('main').inert")).toBe(false);
  await leave();
});

describe.each([
  ['light', false],
  ['dark', true],
])('in the %s scheme', (_, dark) => {
  const TEXTS = ['ink', 'soft', 'down', 'error', 'degraded', 'up', 'quiet'];
  const GROUNDS = ['paper', 'raised', 'hover'];
  const OWN: readonly (readonly [string, string])[] = [
    ['down', 'down-tint'],
    ['error', 'error-tint'],
    ['degraded', 'degraded-tint'],
    ...['down-tint', 'error-tint', 'degraded-tint'].flatMap((tint) => [
      ['ink', tint] as const,
      ['soft', tint] as const,
    ]),
  ];

  test('all text has at least 4.5:1, all shapes at least 3:1', async () => {
    const { see, leave } = await visit(browser, shopState(), { dark });
    const token = (name: string) =>
      see<string>(`getComputedStyle(document.documentElement).getPropertyValue('--${name}').trim()`);
    const pairs = [...TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)), ...OWN];
    for (const [text, ground] of pairs) {
      expect(contrast(await token(text), await token(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
    for (const shape of ['strong-line', 'focus', 'phase', 'up-bar', 'degraded-bar']) {
      expect(contrast(await token(shape), await token('paper')), `${shape} on paper`).toBeGreaterThanOrEqual(3);
    }
    await leave();
  });
});

test('nothing on the page moves or fades by itself, for whoever wants less motion and for the wall', async () => {
  const { see, leave } = await visit(browser, shopState());
  const moving = 'parseFloat(style.transitionDuration) > 0 || style.animationName !== "none"';
  expect(
    await see(
      `[...document.querySelectorAll('*')].filter((one) => { const style = getComputedStyle(one); return ${moving}; }).length`,
    ),
  ).toBe(0);
  await leave();
});
