import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openPage, type PageOptions } from './browser.ts';
import { until } from './until.ts';

/** How a page is visited. */
export interface Visit extends PageOptions {
  /** Path and query of the page. */
  readonly path: string;
  /** The end of the one line that the browser may tell: each refusal of the server is one. */
  readonly refused?: string | undefined;
}

/** Runs on a new page, which must have had nothing else to complain about at its end. */
export async function visit(
  browser: Browser,
  { path, refused, ...options }: Visit,
  run: (page: Page) => Promise<void>,
): Promise<void> {
  const watched = await openPage(browser, options);
  try {
    await watched.page.goto(path);
    await run(watched.page);
    const isTold = (finding: string) => refused !== undefined && finding.endsWith(refused);
    const findings = watched.findings();
    expect(findings.filter((finding) => !isTold(finding))).toEqual([]);
    expect(findings.some(isTold)).toBe(refused !== undefined);
  } finally {
    await watched.close();
  }
}

/** Path and query at which a page is. */
export function placeOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

/** Waits until a page is at a path and query. */
export const arrive = (page: Page, where: string): Promise<unknown> =>
  until(`the address ${where}`, () => placeOf(page) === where);
