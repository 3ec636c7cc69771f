import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type PageFixture, type PageState, startPageFixture } from './page-fixture.ts';

export interface OpenPage {
  readonly page: Page;
  /** What must not happen: console messages, exceptions, violations of the policy, requests to elsewhere. */
  readonly problems: readonly string[];
  /** Runs an expression in the page. Text, since the tests know no DOM types. */
  see<T>(expression: string): Promise<T>;
  /** Waits until an expression is true in the page; from outside, since its policy forbids to evaluate text within. */
  until(expression: string): Promise<void>;
  /** Closes all, and fails when anything happened that must not. */
  leave(): Promise<void>;
}

export interface Visit extends OpenPage {
  readonly fixture: PageFixture;
}

export interface VisitOptions {
  readonly path?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

/** Opens the page in a fresh profile, served by a fixture, and waits until the first answer is shown. */
export async function visit(browser: Browser, state: PageState, options: VisitOptions = {}): Promise<Visit> {
  const fixture = await startPageFixture(state);
  const opened = await openPage(browser, fixture.origin, options);
  const leave = async () => {
    await opened.leave();
    await fixture.down();
  };
  return { ...opened, fixture, leave };
}

/** Opens the page in a fresh profile, whoever serves it, and waits until the first answer is shown. */
export async function openPage(browser: Browser, origin: string, options: VisitOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.dark === true ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  watch(page, context, origin, problems);
  await page.goto(origin + (options.path ?? '/'));
  await page.locator('#as-of', { hasText: 'data as of' }).waitFor();
  return {
    ...{ page, problems },
    see: (expression) => page.evaluate(expression),
    until: (expression) => expect.poll(() => page.evaluate(expression), { timeout: 10_000 }).toBe(true),
    async leave() {
      await context.close();
      expect(problems).toEqual([]);
    },
  };
}

function watch(page: Page, context: BrowserContext, origin: string, problems: string[]): void {
  page.on('console', (message) => problems.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`exception: ${error.stack}`));
  page.on('dialog', (dialog) => problems.push(`dialog: ${dialog.message()}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== origin) problems.push(`request to ${request.url()}`);
  });
}
