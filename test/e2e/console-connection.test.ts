import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SelfReport } from '../../src/contract/index.ts';
import { describeInBrowser, openBrowser, openPage } from '../support/browser.ts';
import { type Ground, makeGround, type Program, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

describeInBrowser('the console without its server', () => {
  let ground: Ground;
  let program: Program;
  let browser: Browser;

  beforeAll(async () => {
    ground = await makeGround();
    program = await start('0');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    if (program?.running()) await program.stop();
    await ground?.close();
  });

  function start(port: string): Promise<Program> {
    const args = [
      '--data-dir',
      ground.dataDir,
      '--host-receiver-interval',
      '1s',
      '--http-port',
      port,
    ];
    return startProgram({ args });
  }

  test('says so in one line, keeps what it knew, and catches up when the server is back', {
    timeout: 120_000,
  }, async () => {
    const { device_id } = await program.json<SelfReport>('/api/self');
    const watched = await openPage(browser, { url: program.url });
    try {
      const { page } = watched;
      await page.goto(`/devices/${device_id}?range=15m`);
      const value = page.getByLabel('CPU now');
      const known = () => value.textContent().then((text) => text?.endsWith('%') && text);
      await until('a value of the CPU', known);
      const newest = () =>
        page
          .locator('#cpu')
          .getByText(/^complete to /)
          .textContent();
      const besides = (expected: RegExp, from: number, to?: number) =>
        watched
          .findings()
          .slice(from, to)
          .filter((one) => !expected.test(one));
      const beforeStop = watched.findings().length;
      await program.stop();
      const line = page.getByText('Connection lost');
      await line.waitFor();
      const stopped = watched.findings().length;
      const lastKnown = await newest();
      expect(await known()).toBeTruthy();
      expect(await page.getByRole('alert').count()).toBe(0);
      program = await start(new URL(program.url).port);
      await line.waitFor({ state: 'detached' });
      // Not the value: when this machine is busy all the time, it hardly moves.
      await until('newer samples', async () => (await newest()) !== lastKnown, 40_000);
      const loads = await page.evaluate(() => performance.getEntriesByType('navigation').length);
      expect(loads).toBe(1);
      // The browser writes a line about each request that found no device yet, a server that was
      // stopping, which answers 503, or nobody.
      expect(besides(/status of 404/, 0, beforeStop)).toEqual([]);
      expect(besides(/net::ERR_|status of 503/, beforeStop, stopped)).toEqual([]);
      expect(besides(/net::ERR_|status of 404/, stopped)).toEqual([]);
    } finally {
      await watched.close();
    }
  });

  test('asks for nothing while its tab is hidden, and at once when it is shown', async () => {
    const watched = await openPage(browser, { url: program.url });
    try {
      const { page } = watched;
      await page.goto('/storage?search=unified');
      await page.getByText('unified_devices').waitFor();
      await page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      });
      let asked = 0;
      page.on('request', () => {
        asked += 1;
      });
      const visible = await page.context().newPage();
      let rounds = 0;
      visible.on('request', (request) => {
        if (request.url().endsWith('/api/self')) rounds += 1;
      });
      await visible.goto('/storage');
      await until('three rounds of a page that is looked at', () => rounds >= 3);
      expect(asked).toBe(0);
      await page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', {
          value: 'visible',
          configurable: true,
        });
        document.dispatchEvent(new Event('visibilitychange'));
      });
      await until('a request', () => asked > 0);
      expect(watched.findings()).toEqual([]);
    } finally {
      await watched.close();
    }
  });
});
