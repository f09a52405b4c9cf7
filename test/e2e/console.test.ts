import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityFindings,
  describeInBrowser,
  LOOKS,
  openPage,
  type PageOptions,
  type WatchedPage,
} from '../support/browser.ts';
import { type FurnishedStore, furnishStore } from '../support/furnished-store.ts';
import { OTHER_DEVICES } from '../support/history.ts';
import { PACKAGE, type Program } from '../support/program.ts';
import { until } from '../support/until.ts';

describeInBrowser('the console', () => {
  let store: FurnishedStore;
  let program: Program;
  let browser: Browser;
  let host: string;

  beforeAll(async () => {
    store = await furnishStore('1s');
    ({ program, browser, host } = store);
  });
  afterAll(() => store?.close());

  /** Runs on a new page, which must have had nothing to complain about at its end. */
  async function onPage(
    options: Omit<PageOptions, 'url'>,
    run: (page: Page) => Promise<void>,
  ): Promise<void> {
    const watched = await openPage(browser, { url: program.url, ...options });
    try {
      await run(watched.page);
      expect(watched.findings()).toEqual([]);
    } finally {
      await watched.close();
    }
  }

  type LookName = Exclude<keyof typeof LOOKS, 'dark phone'>;
  const PAGES: readonly {
    readonly name: string;
    readonly shows: string;
    /** Every one unless said otherwise: what is made of the same parts needs fewer. */
    readonly looks?: readonly LookName[];
    path(): string;
  }[] = [
    { name: 'overview', shows: 'text=Host receiver', path: () => '/' },
    { name: 'devices', shows: 'tr[data-index="5"] a', path: () => '/devices' },
    { name: 'device', shows: 'tr[data-index="2"]', path: () => `${host}?range=3h` },
    {
      name: 'detail',
      shows: 'aside dl',
      looks: ['dark', 'phone'],
      path: () => `/devices?open=${host.slice(9)}`,
    },
    {
      name: 'numbers',
      shows: '#cpu tr[data-index="5"]',
      looks: ['dark', 'phone'],
      path: () => `${host}?cpu.numbers=on`,
    },
    { name: 'ingest', shows: 'tr[data-index="2"]', path: () => '/ingest' },
    { name: 'storage', shows: '.grid-group >> nth=1', path: () => '/storage' },
    {
      name: 'dataset',
      shows: 'aside dl',
      looks: ['dark', 'phone'],
      path: () => '/storage?search=otel&open=otel_traces',
    },
    {
      name: 'maintenance',
      shows: 'text=prune_tables',
      looks: ['dark', 'phone'],
      path: () => '/storage/maintenance',
    },
    {
      name: 'engine',
      shows: 'text=What the engine can do',
      looks: ['dark', 'phone'],
      path: () => '/storage/engine',
    },
    {
      name: 'mapping',
      shows: 'aside dl',
      looks: ['dark', 'phone'],
      path: () => '/storage/mapping?open=services',
    },
    { name: 'settings', shows: 'text=linux', path: () => '/settings' },
    { name: 'missing', shows: 'text=There is no page', path: () => '/nowhere' },
  ];

  describe.each(['light', 'dark', 'phone'] as const)('in %s', (look) => {
    let watched: WatchedPage;
    beforeAll(async () => {
      watched = await openPage(browser, { url: program.url, look: LOOKS[look] });
    });
    afterAll(() => watched?.close());

    const seen = PAGES.filter(({ looks }) => looks?.includes(look) ?? true);
    test.each(seen)('shows $name so that everybody can use it', async ({ shows, path }) => {
      const { page, findings } = watched;
      const before = findings().length;
      await page.goto(path());
      await page.locator(shows).first().waitFor();
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider, 'pixels that the page is wider than the window').toBe(0);
      expect(await accessibilityFindings(page)).toEqual([]);
      expect(findings().slice(before)).toEqual([]);
    });
  });

  test.each([
    ['the palette', 'Control+k', 'dialog [role=option]'],
    ['the help', '?', 'dialog dt'],
    ['the time ranges', 't', 'text=Last 6 hours'],
  ])('opens %s so that everybody can use it', async (_, key, shows) => {
    for (const look of [LOOKS.light, LOOKS['dark phone']]) {
      await onPage({ look }, async (page) => {
        await page.goto('/settings');
        await page.getByRole('heading', { name: 'Settings' }).waitFor();
        await page.keyboard.press(key);
        await page.locator(shows).first().waitFor();
        expect(await accessibilityFindings(page)).toEqual([]);
      });
    }
  });

  test('is handed out with a policy that allows nothing inline and no other host', async () => {
    const answer = await fetch(program.url, { headers: { accept: 'text/html' } });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const html = await answer.text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  });

  test('loads at most 250 KB of compressed script before a page asks for more', async () => {
    const folder = join(PACKAGE, 'dist/console');
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    const scripts = [...html.matchAll(/"\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
    expect(scripts.length).toBeGreaterThan(0);
    const sizes = await Promise.all(
      scripts.map(async (path) => gzipSync(await readFile(join(folder, path))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
  });

  test('shows the CPU of a device changing, without a reload', async () => {
    // Not this host: when it is busy all the time, its value hardly moves.
    const device = 'default:10.20.0.6';
    const report = async (percent: number) => {
      const sample = { device_id: device, core_id: 0, usage_percent: percent };
      const answer = await fetch(`${program.url}/api/ingest/cpu_metrics`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: JSON.stringify({ timestamp: new Date().toISOString(), ...sample }),
      });
      expect(answer.status, await answer.text()).toBe(200);
    };
    await report(31);
    await onPage({}, async (page) => {
      await page.goto(`/devices/${device}`);
      const shown = (text: RegExp) =>
        page.getByLabel('CPU now').filter({ hasText: text }).waitFor();
      await shown(/^31(\.0)? %$/);
      await report(64);
      await shown(/^64(\.0)? %$/);
      const loads = await page.evaluate(() => performance.getEntriesByType('navigation').length);
      expect(loads).toBe(1);
    });
  });

  test('fetches only what is new once it has the range', async () => {
    await onPage({}, async (page) => {
      const starts: number[] = [];
      page.on('request', (request) => {
        const { pathname, searchParams } = new URL(request.url());
        if (!pathname.endsWith('/sysmon/cpu')) return;
        starts.push(Date.now() - Date.parse(searchParams.get('start') ?? ''));
      });
      await page.goto(`${host}?range=15m`);
      await until('some requests', () => starts.length >= 5);
      const [first = 0, second = 0, ...others] = starts.toSorted((one, other) => other - one);
      expect(first).toBeGreaterThan(14 * 60_000);
      // React's development checks are not in the build, so the range is fetched once.
      for (const age of [second, ...others]) expect(age).toBeLessThan(3 * 60_000);
    });
  });

  test('draws gaps and extremes, and says where the numbers are from', async () => {
    await onPage({}, async (page) => {
      await page.goto(`${host}?range=6h`);
      const chart = page.locator('#cpu');
      await chart.getByText(/^1 min points$/).waitFor();
      await chart.getByText('cpu_metrics').waitFor();
      await chart.getByText(/^complete to \d\d:\d\d:\d\d$/).waitFor();
      const download = page.waitForEvent('download');
      await chart.getByRole('button', { name: 'Save numbers of CPU as CSV' }).click();
      const stream = await (await download).createReadStream();
      let text = '';
      for await (const part of stream) text += part;
      const [head, ...rows] = text.split('\r\n');
      expect(head).toBe(
        'time,all cores (%),core 0 (%),core 0 min (%),core 0 max (%),core 1 (%),core 1 min (%),core 1 max (%)',
      );
      const times = rows.map((row) => Date.parse(row.split(',')[0] ?? ''));
      const breaks = times.filter((time, index) => time - (times[index - 1] ?? time) > 300_000);
      expect(breaks).toHaveLength(1);
    });
  });

  test('counts all devices and loads those that are looked at', async () => {
    await onPage({}, async (page) => {
      await page.goto('/devices?devices.sort=device_id');
      const count = (OTHER_DEVICES + 1).toLocaleString('en');
      await page.getByText(`${count} devices`).waitFor();
      await page.locator('.grid-scroller').evaluate((list) => list.scrollTo(0, 1e9));
      await page.locator(`tr[data-index="${OTHER_DEVICES}"] a`).waitFor();
      // Rows in the document are those in view, not all.
      expect(await page.locator('tr[data-index]').count()).toBeLessThan(100);
    });
  });

  test('says what is wrong, and leads there', async () => {
    await onPage({}, async (page) => {
      await page.goto('/');
      await page.getByText(/^\d+ of [\d,]+ devices are offline\./).waitFor();
      await page
        .getByRole('listitem')
        .filter({ hasText: 'devices are offline' })
        .getByRole('link', { name: 'Look' })
        .click();
      await page.getByText('Status = offline').waitFor();
      await page.locator('tr[data-index="0"]').getByText('Offline').waitFor();
    });
  });

  test('prints a device on light paper, without the frame', async () => {
    await onPage({ look: LOOKS.dark }, async (page) => {
      await page.goto(host);
      await page.locator('tr[data-index="2"]').waitFor();
      await page.emulateMedia({ media: 'print' });
      await page.getByRole('heading', { name: 'Processes' }).waitFor();
      expect(await page.locator('.rail, .top-bar').filter({ visible: true }).count()).toBe(0);
      const background = await page.evaluate(
        () => getComputedStyle(document.documentElement).backgroundColor,
      );
      expect(background).toBe('rgb(255, 255, 255)');
    });
  });
});
