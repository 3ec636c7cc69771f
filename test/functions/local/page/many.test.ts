import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../../support/browser.ts';
import { probesAnswer, summary } from '../../../support/page-data.ts';
import { manyProbes, shopState } from '../../../support/page-shop.ts';
import { visit } from '../../../support/page-visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('of a thousand probes only the strips that can be seen are drawn, and a scroll draws more', async () => {
  const { page, see, until, leave } = await visit(browser, { ...shopState(), probes: probesAnswer(manyProbes(1000)) });
  await page.locator('.row').nth(999).waitFor({ state: 'attached' });
  await until("document.querySelectorAll('.bar-up[d]').length > 0");
  const drawn = await see<number>("document.querySelectorAll('.bar-up[d]').length");
  expect(drawn).toBeLessThan(120);
  await see('scrollTo(0, document.body.scrollHeight)');
  await until(`document.querySelectorAll('.bar-up[d]').length > ${drawn}`);
  await leave();
});

test('an update of a hundred among a thousand probes writes only what differs', async () => {
  const { page, fixture, see, leave } = await visit(browser, {
    ...shopState(),
    probes: probesAnswer(manyProbes(1000)),
  });
  await page.locator('.row').nth(999).waitFor({ state: 'attached' });
  await see(`
    window.touched = new Set();
    new MutationObserver((records) => {
      for (const record of records) window.touched.add((record.target.closest ? record.target : record.target.parentElement).closest('.row'));
    }).observe(document.getElementById('groups'), { subtree: true, childList: true, characterData: true, attributes: true });
  `);
  const changed = Array.from({ length: 100 }, (_, index) =>
    summary({ name: `service-${String(900 + index).padStart(4, '0')}`, baseMs: 33, lastTickMs: Date.now() + 1000 }),
  );
  fixture.send({ event: 'probes', data: changed, asOfMs: Date.now() });
  await page.locator('.row', { hasText: 'service-0950' }).getByText('33 ms').waitFor();
  expect(await see<number>('window.touched.size')).toBeLessThanOrEqual(105);
  await leave();
});
