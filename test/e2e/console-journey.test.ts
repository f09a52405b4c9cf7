import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, LOOKS, type Look, openPage } from '../support/browser.ts';
import { type FurnishedStore, furnishStore } from '../support/furnished-store.ts';
import { OTHER_DEVICES } from '../support/history.ts';
import type { Program } from '../support/program.ts';
import { until } from '../support/until.ts';
import { arrive, placeOf, visit } from '../support/visit.ts';

describeInBrowser('a reader of the console', () => {
  let store: FurnishedStore;
  let program: Program;
  let browser: Browser;
  let host: string;

  beforeAll(async () => {
    store = await furnishStore('2s');
    ({ program, browser, host } = store);
  });
  afterAll(() => store?.close());

  const onPage = (path: string, run: (page: Page) => Promise<void>, look: Look = LOOKS.light) =>
    visit(browser, { url: program.url, path, look }, run);
  const focused = (page: Page, attribute: string) =>
    page.evaluate((name) => document.activeElement?.getAttribute(name), attribute);

  test('goes everywhere by keyboard', async () => {
    await onPage('/?range=6h', async (page) => {
      await page.getByRole('heading', { name: 'Parts of the store' }).waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('d');
      await arrive(page, '/devices?range=6h');
      await page.locator('tr[data-index="3"] a').waitFor();
      for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
      await until(
        'the focus in the second row',
        async () => (await focused(page, 'data-index')) === '1',
      );
      await page.keyboard.press('Enter');
      const detail = page.getByRole('complementary');
      await detail.getByText('Device id').waitFor();
      expect(placeOf(page)).toMatch(/^\/devices\?range=6h&open=default:10\.20\./);
      await page.keyboard.press('Escape');
      await arrive(page, '/devices?range=6h');
      await page.keyboard.press('g');
      await page.keyboard.press('h');
      await arrive(page, `${host}?range=6h`);
      await page.keyboard.press('g');
      await page.keyboard.press('s');
      await arrive(page, '/storage?range=6h');
    });
  });

  test('finds a device with the palette and opens it', async () => {
    await onPage('/storage', async (page) => {
      await page.getByRole('heading', { name: 'Storage' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('edge-rt-0007');
      await page.getByRole('option', { name: /edge-rt-0007/ }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'edge-rt-0007.example.net' }).waitFor();
      expect(placeOf(page)).toBe('/devices/default:10.20.0.8');
    });
  });

  test('acts through the palette, which gives the focus back when it is left', async () => {
    await onPage('/settings', async (page) => {
      await page.getByRole('radio', { name: 'Icons' }).focus();
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('theme dark');
      await page.keyboard.press('Enter');
      await until('the dark theme', () =>
        page.evaluate(() => document.documentElement.dataset.theme === 'dark'),
      );
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Escape');
      await until(
        'the focus where it was',
        async () => (await focused(page, 'name')) === 'settings-rail',
      );
      await page.reload();
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    });
  });

  test('sees with ? which keys there are, each once', async () => {
    await onPage('/devices', async (page) => {
      await page.locator('tr[data-index="0"]').waitFor();
      await page.keyboard.press('?');
      const keys = await page.getByRole('dialog').locator('dd').allTextContents();
      expect(keys).toEqual(expect.arrayContaining(['Ctrl K', '/', 't', 'l', '?', 'gd', 'j', 'k']));
      expect(new Set(keys).size).toBe(keys.length);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('/');
      expect(await focused(page, 'aria-label')).toBe('Search devices');
    });
  });

  test('switches keys without Ctrl off', async () => {
    await onPage('/settings', async (page) => {
      await page.getByRole('radio', { name: 'Off' }).check();
      await page.keyboard.press('?');
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').waitFor();
      expect(await page.getByRole('dialog').count()).toBe(1);
    });
  });

  test('comes back with the back button to where the list was', async () => {
    await onPage('/devices', async (page) => {
      await page.locator('tr[data-index="5"] a').waitFor();
      const list = page.locator('.grid-scroller');
      await list.evaluate((element) => element.scrollTo(0, 3_200));
      const row = page.locator('tr[data-index="105"] a');
      await row.waitFor();
      await until('the scroll to be kept', () =>
        page.evaluate(() => history.state?.scroll?.devices === 3_200),
      );
      const name = (await row.textContent()) ?? '';
      await row.click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.goBack();
      await page.locator('tr[data-index="105"] a').filter({ hasText: name }).waitFor();
      await until('the list as far down as before', async () => {
        return (await list.evaluate((element) => element.scrollTop)) === 3_200;
      });
    });
  });

  test('opens the address of a view and has the view', async () => {
    const view = `/devices?search=srv&status=offline&devices.sort=hostname&devices.columns=hostname,mac&open=default:10.20.0.4`;
    await onPage(view, async (page) => {
      await page.locator('tr[data-index="0"]').waitFor();
      expect(await page.getByLabel('Search devices').inputValue()).toBe('srv');
      await page.getByText('Status = offline').waitFor();
      expect(await page.locator('.grid th').allTextContents()).toEqual(['Host name', 'MAC']);
      expect(await page.locator('.grid th').first().getAttribute('aria-sort')).toBe('ascending');
      const names = await page.locator('tr[data-index] td:first-child').allTextContents();
      expect(names).toEqual(names.toSorted());
      expect(names.every((name) => name.startsWith('srv-'))).toBe(true);
      await page.getByRole('complementary').getByText('default:10.20.0.4').waitFor();
    });
  });

  test('zooms into a chart by a drag and returns by a double click', async () => {
    await onPage(`${host}?range=6h`, async (page) => {
      const plot = page.locator('#cpu .u-over');
      await plot.waitFor();
      const box = await plot.boundingBox();
      if (box === null) throw new Error('the chart is not on the page');
      await page.mouse.move(box.x + box.width * 0.2, box.y + 40);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.4, box.y + 60, { steps: 4 });
      await page.mouse.up();
      await until('a range of its own', () => /\?from=.*&to=/.test(placeOf(page)));
      const { searchParams } = new URL(page.url());
      const width =
        Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '');
      expect(width / 60_000).toBeGreaterThan(60);
      expect(width / 60_000).toBeLessThan(84);
      await page.getByRole('button', { name: 'Fixed' }).waitFor();
      await page.locator('#cpu .u-over').dblclick();
      await arrive(page, `${host}?range=6h`);
    });
  });

  test('points at a moment on all charts at once, also by keyboard', async () => {
    await onPage(host, async (page) => {
      await page.locator('#disk .u-over').waitFor();
      await page.locator('#cpu .u-over').hover();
      const times = page.locator('.cursor-time');
      await until('a moment on each chart', async () => (await times.count()) === 3);
      expect(new Set(await times.allTextContents()).size).toBe(1);
      await page.mouse.move(0, 0);
      await until('no moment', async () => (await times.count()) === 0);
      await page.locator('#memory').focus();
      for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowLeft');
      await until('a moment on each chart', async () => (await times.count()) === 3);
    });
  });

  test('points also on a chart whose numbers come later than the pointer', async () => {
    await onPage('/', async (page) => {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route(/\/sysmon\/memory/, async (route) => {
        await released;
        await route.continue();
      });
      await page.goto(host);
      await page.locator('#disk .u-over').waitFor();
      await page.locator('#cpu .u-over').hover();
      const times = page.locator('.cursor-time');
      await until('a moment on the charts that are there', async () => (await times.count()) === 2);
      release();
      await until('a moment on each chart', async () => (await times.count()) === 3);
      expect(new Set(await times.allTextContents()).size).toBe(1);
    });
  });

  test('hides and isolates lines, and the address remembers', async () => {
    await onPage(host, async (page) => {
      const legend = page.locator('#cpu .legend');
      await legend.getByRole('button', { name: /^core 1 / }).click();
      await arrive(page, `${host}?cpu.lines=all,core%200`);
      await legend.getByRole('button', { name: 'Only core 0' }).click();
      await page.reload();
      await legend.getByRole('button', { name: /^core 1 /, pressed: false }).waitFor();
      await legend.getByRole('button', { name: /^core 0 /, pressed: true }).waitFor();
      await legend.getByRole('button', { name: 'Only core 0' }).click();
      await arrive(page, host);
    });
  });

  test('filters processes by a click, without by an alt-click, and copies what is left', async () => {
    await onPage(host, async (page) => {
      const name = page.locator('tr[data-index="0"] .cell-filter').first();
      const program = await name.textContent();
      await name.click();
      await page.getByText(`Program = ${program}`).waitFor();
      const rows = page.locator('tr[data-index]');
      for (const text of await rows.locator('td:first-child').allTextContents())
        expect(text).toBe(program);
      await page.getByRole('button', { name: 'Copy rows' }).click();
      await page.getByText('Copy as CSV').click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied.split('\r\n')[0]).toBe('name,pid,cpu_usage,memory_usage,status,start_time');
      await page
        .locator('tr[data-index="0"] .cell-filter')
        .first()
        .click({ modifiers: ['Alt'] });
      await page.getByText(`Program ≠ ${program}`).waitFor();
    });
  });

  test('chooses columns, which stay in the address', async () => {
    await onPage('/devices', async (page) => {
      await page.locator('tr[data-index="0"]').waitFor();
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('checkbox', { name: 'MAC' }).check();
      await page.locator('.grid th').filter({ hasText: 'MAC' }).waitFor();
      expect(placeOf(page)).toContain('devices.columns=status,hostname,ip,device_id,mac,');
    });
  });

  test('pauses and follows again', async () => {
    await onPage(host, async (page) => {
      await page.locator('#cpu .u-over').waitFor();
      await page.keyboard.press('l');
      await page.getByRole('button', { name: 'Paused' }).waitFor();
      await arrive(page, `${host}?live=off`);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      // This process is asked for always, so that a loss is noticed; after two rounds nothing else was.
      await until('two rounds', () => asked.filter((path) => path === '/api/self').length >= 2);
      expect(asked.filter((path) => path !== '/api/self')).toEqual([]);
      await page.keyboard.press('l');
      await page.getByRole('button', { name: 'Live' }).waitFor();
      await until('a request for what is new', () => asked.some((path) => path.endsWith('/cpu')));
    });
  });

  test('chooses a time range of two instants, and is told when they are wrong', async () => {
    await onPage('/devices', async (page) => {
      await page.getByRole('heading', { name: 'Devices' }).waitFor();
      await page.keyboard.press('z');
      await page.keyboard.press('t');
      await page.getByLabel('From').fill('2026-11-23 14:00');
      await page.getByLabel('To', { exact: true }).fill('2026-11-23 13:00');
      await page.getByRole('button', { name: 'Show this range' }).click();
      await page.getByRole('alert').getByText('From must be earlier than to.').waitFor();
      await page.getByLabel('To', { exact: true }).fill('2026-11-23 15:30');
      await page.keyboard.press('Enter');
      await arrive(page, '/devices?from=2026-11-23T14:00:00Z&to=2026-11-23T15:30:00Z');
      await page.getByRole('button', { name: '2026-11-23 14:00:00 to 15:30:00' }).waitFor();
    });
  });

  test('opens a link in a tab of its own with the middle button', async () => {
    await onPage('/devices', async (page) => {
      const opened = page.context().waitForEvent('page');
      await page.locator('tr[data-index="1"] a').click({ button: 'middle' });
      const tab = await opened;
      await tab.getByRole('heading', { level: 1 }).waitFor();
      expect(new URL(tab.url()).pathname).toMatch(/^\/devices\/default:/);
      expect(placeOf(page)).toBe('/devices');
    });
  });

  test('on a phone has the rooms at the bottom and the detail over the list', async () => {
    await onPage(
      '/devices',
      async (page) => {
        await page
          .locator('tr[data-index="2"] td')
          .first()
          .click({ position: { x: 90, y: 16 } });
        await page.getByRole('complementary').getByText('Device id').waitFor();
        await page.getByRole('button', { name: 'Close the detail' }).click();
        await page.getByRole('navigation', { name: 'Rooms' }).getByText('Storage').click();
        await arrive(page, '/storage');
        const rail = await page.getByRole('navigation', { name: 'Rooms' }).boundingBox();
        expect(rail?.y).toBeGreaterThan(600);
      },
      LOOKS.phone,
    );
  });

  test('is told by an empty list what would fill it', async () => {
    await onPage('/devices?search=nothing-like-this', async (page) => {
      await page.getByText('No device matches').waitFor();
      await page.getByRole('button', { name: 'Show all devices' }).click();
      await page.getByText(`${(OTHER_DEVICES + 1).toLocaleString('en')} devices`).waitFor();
      expect(placeOf(page)).toBe('/devices');
    });
  });

  test('follows a refused record to its bytes, sends it again in vain, and drops it', async () => {
    const answer = await fetch(`${program.url}/api/ingest/memory_metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: '{"device_id":"a","wrong":1}',
    });
    expect(answer.status).toBe(400);
    await onPage('/ingest', async (page) => {
      await page.getByRole('link', { name: 'unknown_field' }).click();
      const detail = page.getByRole('complementary');
      await detail.getByText('{"device_id":"a","wrong":1}').waitFor();
      await detail.getByRole('button', { name: 'Send again' }).click();
      await page.getByRole('button', { name: 'Send again now' }).click();
      await detail.getByText('0 letters stored, 1 letter refused again.').waitFor();
      await page.getByRole('button', { name: 'Close the detail' }).click();
      await page.getByRole('button', { name: 'Drop all' }).click();
      await page.getByRole('button', { name: 'Drop for good' }).click();
      await page.getByText('No record was refused').waitFor();
    });
  });

  test('reads the sentence, the code and the hint of a refusal, and may try again', async () => {
    const watched = await openPage(browser, { url: program.url });
    try {
      await watched.page.goto('/devices/default:10.99.0.1');
      const alert = watched.page.getByRole('alert');
      await alert.getByText('There is no device "default:10.99.0.1".').waitFor();
      await alert.getByText('NOT_FOUND').waitFor();
      const again = watched.page.waitForResponse(/\/api\/devices\/default%3A10\.99\.0\.1$/);
      await alert.getByRole('button', { name: 'Try again' }).click();
      expect((await again).status()).toBe(404);
      // The browser itself writes a line about each 404; there must be nothing else.
      expect(watched.findings().filter((line) => !/status of 404/.test(line))).toEqual([]);
    } finally {
      await watched.close();
    }
  });
});
