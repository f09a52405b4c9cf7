import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DATASETS, PROTON_OBJECTS } from '../../src/catalogue/index.ts';
import { connectDatabase, type Database, sql } from '../../src/database/index.ts';
import { describeInBrowser, LOOKS, type Look, openBrowser } from '../support/browser.ts';
import {
  embeddedTarget,
  type Ground,
  makeGround,
  type Program,
  startProgram,
} from '../support/program.ts';
import { keepDays } from '../support/retention.ts';
import { poolOptions } from '../support/target.ts';
import { until } from '../support/until.ts';
import { arrive, placeOf, visit } from '../support/visit.ts';

describeInBrowser('the storage room of the console', () => {
  let ground: Ground;
  let program: Program;
  let database: Database;
  let browser: Browser;

  beforeAll(async () => {
    ground = await makeGround();
    const args = ['--data-dir', ground.dataDir, '--no-host-receiver-enabled'];
    program = await startProgram({ args });
    database = await connectDatabase(poolOptions(embeddedTarget(ground.dataDir)));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await database?.close();
    await program?.stop();
    await ground?.close();
  });

  const onPage = (path: string, run: (page: Page) => Promise<void>, look: Look = LOOKS.light) =>
    visit(browser, { url: program.url, path, look }, run);
  const fact = (page: Page, name: string) =>
    page.getByRole('complementary').locator('dl > div', { hasText: name }).locator('dd').first();

  test('has every dataset under its area, folds areas by keyboard, and the address remembers', async () => {
    // By name, since sizes still change while the first chunks are made.
    await onPage('/storage?datasets.sort=name', async (page) => {
      await page.getByText(`${DATASETS.length} datasets`).waitFor();
      const head = page.locator('.grid-group', { hasText: 'registry' });
      const row = page.locator('tr[data-index] >> text="agents"');
      await row.waitFor();
      await head.focus();
      await page.keyboard.press('ArrowLeft');
      await row.waitFor({ state: 'detached' });
      expect(placeOf(page)).toMatch(/&datasets\.groups=[a-z,]+$/);
      await page.reload();
      await head.getByRole('button', { expanded: false }).waitFor();
      await head.focus();
      await page.keyboard.press('Enter');
      await row.waitFor();
      await arrive(page, '/storage?datasets.sort=name');
      await page.getByRole('button', { name: 'Groups' }).click();
      await page.getByRole('button', { name: 'One list' }).click();
      await arrive(page, '/storage?datasets.sort=name&datasets.groups=off');
      await until('no groups', async () => (await page.locator('.grid-group').count()) === 0);
    });
  });

  test('on a phone shows the areas at first, and a dataset in two steps', async () => {
    await onPage(
      '/storage',
      async (page) => {
        await page.locator('.grid-group').first().waitFor();
        expect(await page.locator('tr[data-index]:not(.grid-group)').count()).toBe(0);
        await page.getByRole('button', { name: /^observability/ }).click();
        await page.locator('tr[data-index]', { hasText: 'event_identities' }).click();
        await page.getByRole('complementary').getByText('Effective', { exact: true }).waitFor();
      },
      LOOKS.phone,
    );
  });

  test('finds a dataset by what it holds, and says when there is none', async () => {
    await onPage('/storage', async (page) => {
      await page.locator('.grid-group').first().waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('spans');
      await arrive(page, '/storage?search=spans');
      await page.locator('tr[data-index] >> text="otel_traces"').waitFor();
      expect(await page.locator('.grid-group').count()).toBe(0);
      await page.getByLabel('Search datasets').fill('nothing-like-this');
      await page.getByText('No dataset matches').waitFor();
      await page.getByRole('button', { name: 'Show all datasets' }).click();
      await page.getByText(`${DATASETS.length} datasets`).waitFor();
    });
  });

  test('shows a retention that somebody chooses, with who it was, as the server has it', async () => {
    await database.execute(
      'test.insert',
      sql`insert into radar.event_identities (row_key, event_timestamp)
          values ('\\x00', now() - interval '30 hours')`,
    );
    await onPage('/storage?open=event_identities', async (page) => {
      await fact(page, 'Declared').getByText('3 d').waitFor();
      await fact(page, 'Oldest row').getByText('1 d ago').waitFor();
      await fact(page, 'Retention').getByText('Enforced').waitFor();
      await keepDays(database, 'event_identities', 14);
      // Who pauses and follows again does not wait for the next round.
      await page.keyboard.press('l');
      await page.keyboard.press('l');
      await fact(page, 'Declared').getByText('14 d').waitFor();
      await fact(page, 'Declared').getByText('chosen').waitFor();
      expect(await fact(page, 'By the catalogue').textContent()).toBe('3 d');
      expect(await fact(page, 'Chosen by').textContent()).toBe('a test');
      expect(await fact(page, 'Effective').textContent()).toBe('14 d');
    });
  });

  test('says of a view that it keeps nothing, and counts its rows when asked to', async () => {
    await onPage('/storage?open=poller_statuses', async (page) => {
      await fact(page, 'Rows').getByText('–').waitFor();
      expect(await fact(page, 'Declared').textContent()).toBe('–');
      await page.getByRole('checkbox', { name: 'Count rows exactly' }).check();
      await fact(page, 'Rows').getByText('0', { exact: true }).waitFor();
    });
  });

  test('says who leads maintenance and what each job did, and a failure as it comes', async () => {
    await onPage('/storage', async (page) => {
      await page.getByRole('link', { name: 'Works' }).click();
      await arrive(page, '/storage/maintenance');
      await page.getByText(`process ${program.pid}`).waitFor();
      const row = page.locator('tr[data-index]', { hasText: 'drop_chunks' });
      await row.getByText(/^in \d+ min$/).waitFor();
      await database.execute(
        'test.fault',
        sql`update radar.maintenance_jobs set last_error = 'disk on fire' where job = 'drop_chunks'`,
      );
      await page.getByRole('alert').getByText('disk on fire').waitFor();
      await row.getByText('Failing').waitFor();
    });
    await database.execute(
      'test.mend',
      sql`update radar.maintenance_jobs set last_error = null where job = 'drop_chunks'`,
    );
  });

  test('maps every object of Proton, tells what is missing, and leads to the dataset', async () => {
    await onPage('/storage/mapping', async (page) => {
      const count = Object.keys(PROTON_OBJECTS).length;
      await page.getByText(`${count} objects`).waitFor();
      await page.getByRole('button', { name: /^reader \d+$/ }).click();
      await arrive(page, '/storage/mapping?gap=reader');
      await page.locator('tr[data-index]', { hasText: 'otel_spans_enriched' }).waitFor();
    });
    await onPage('/storage/mapping', async (page) => {
      await page.getByLabel('Search objects').fill('poller_statuses');
      await page.locator('tr[data-index]', { hasText: 'poller_statuses' }).click();
      const detail = page.getByRole('complementary');
      await detail.getByText('a view under its name').waitFor();
      await detail.getByRole('link', { name: 'poller_history' }).click();
      await arrive(page, '/storage?open=poller_history');
      await fact(page, 'Declared').getByText('7 d').waitFor();
    });
  });
});
