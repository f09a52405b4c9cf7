import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe, test } from 'vitest';
import { noteOpened } from './left-open.ts';

/*
 * A real browser before the console. A page is watched all the time: whatever it complains about,
 * throws, or asks of another host is a finding, and a test ends with `expect(page.findings())`.
 */

interface BrowserScript {
  findChromium(): string | undefined;
}

const script = (await import(
  new URL('../../scripts/parts/chromium.mjs', import.meta.url).href
)) as BrowserScript;

const chromiumPath = script.findChromium();

const ABSENT = 'no chromium here; install it or name it in CHROMIUM_PATH';

/** Describes tests that need a browser. Without one they are skipped by name; in CI that fails. */
export function describeInBrowser(name: string, body: () => void): void {
  if (chromiumPath !== undefined) return void describe(name, body);
  if (/^(1|true)$/.test(process.env.CI ?? '')) {
    test(`${name} has a browser`, () => {
      throw new Error(ABSENT);
    });
  }
  describe.skip(`${name} (browser absent: ${ABSENT})`, body);
}

/** How a page is looked at. */
export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

export const LOOKS = {
  light: { theme: 'light', width: 1_440, height: 900 },
  dark: { theme: 'dark', width: 1_440, height: 900 },
  phone: { theme: 'light', width: 360, height: 740 },
  'dark phone': { theme: 'dark', width: 360, height: 740 },
} as const satisfies Readonly<Record<string, Look>>;

export interface PageOptions {
  /** Address of the program; requests elsewhere are findings. */
  readonly url: string;
  readonly look?: Look;
  /** Pixels of the screen to one of the page. */
  readonly scale?: number;
}

/** A page of the console with what was found wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  /** One line for each complaint, error, violation of the content policy and foreign request. */
  findings(): readonly string[];
  close(): Promise<void>;
}

/** Starts a browser; `close` ends it. `showScrollbars`: those of a list can be taken by the mouse. */
export async function openBrowser({ showScrollbars = false } = {}): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(ABSENT);
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    // Without a graphics card, to draw as if there were one takes longer than to draw.
    args: ['--disable-gpu'],
    ignoreDefaultArgs: showScrollbars ? ['--hide-scrollbars'] : [],
  });
  const noteClosed = noteOpened('chromium', () => browser.close());
  browser.on('disconnected', noteClosed);
  return browser;
}

/** Opens an empty, watched page. */
export async function openPage(browser: Browser, options: PageOptions): Promise<WatchedPage> {
  const { url, look = LOOKS.light, scale = 1 } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: look.width, height: look.height },
    deviceScaleFactor: scale,
    colorScheme: look.theme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const findings = watch(page, url);
  return { page, findings: () => findings, close: () => context.close() };
}

function watch(page: Page, url: string): string[] {
  const findings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      findings.push(`console ${message.type()}: ${message.text()} ${message.location().url}`);
    }
  });
  page.on('pageerror', (fault) => findings.push(`error: ${fault.stack ?? fault.message}`));
  page.on('request', (request) => {
    const address = new URL(request.url());
    const isOurs = address.origin === new URL(url).origin;
    if (!isOurs && !['data:', 'blob:'].includes(address.protocol)) {
      findings.push(`request to another host: ${address.href}`);
    }
  });
  return findings;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What the rules of WCAG 2.2, A and AA, find on a page; one line an element. */
export async function accessibilityFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe); // not as a script of the page, which its content policy refuses
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: Axe }).axe;
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  });
}

/** The part of axe that is used. */
interface Axe {
  run(
    root: Document,
    options: { runOnly: { type: 'tag'; values: readonly string[] } },
  ): Promise<{
    violations: readonly {
      id: string;
      nodes: readonly { html: string; failureSummary: string }[];
    }[];
  }>;
}
