import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../../support/browser.ts';
import { makeFolder } from '../../../support/folder.ts';
import { httpProbe } from '../../../support/http-probes.ts';
import { startTarget, startTestLocal } from '../../../support/local-runner.ts';
import { SHOP_FINDINGS } from '../../../support/page-shop.ts';
import { openPage } from '../../../support/page-visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('the real runner serves the page, and the page follows it: a failure, the way back, a broken file', async () => {
  const target = await startTarget();
  const runner = await startTestLocal(await makeFolder(), [
    httpProbe('shop', target.url, { labels: { team: 'shop' } }),
  ]);
  const { page, until, leave } = await openPage(browser, `http://127.0.0.1:${runner.port}`);
  await page.locator('.row[data-state=up]', { hasText: 'shop' }).waitFor();
  await page.getByRole('link', { name: 'shop', exact: true }).click();
  target.status = 503;
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByText(/^Just now: down in /).waitFor();
  await page.locator('.row[data-state=down]', { hasText: 'shop' }).waitFor();
  await page.locator('.sentence', { hasText: /^Down since .*503/ }).waitFor();
  await page.locator('.checks .actual', { hasText: '503' }).waitFor();
  await until("document.querySelectorAll('.waterfall').length === 2");
  expect(await page.title()).toBe('▼ 1 down – Probewright');
  target.status = 200;
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByText(/^Just now: up in /).waitFor();
  await page.locator('.sentence', { hasText: /^Up since / }).waitFor();
  await until("document.querySelectorAll('.runs tbody tr').length >= 3");
  runner.fail(SHOP_FINDINGS.diagnostics);
  await runner.ask('/-/reload', { method: 'POST' });
  await page.getByText('The running set is older than the files').waitFor();
  runner.set([httpProbe('shop', target.url), httpProbe('second', target.url)]);
  await runner.ask('/-/reload', { method: 'POST' });
  await page.getByRole('link', { name: 'second', exact: true }).waitFor();
  expect(await page.locator('#findings').isVisible()).toBe(false);
  await leave();
});
