import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceAnnotations } from '../../src/contract/index.ts';
import {
  accessibilityFindings,
  describeInBrowser,
  LOOKS,
  openBrowser,
} from '../support/browser.ts';
import {
  AWKWARD,
  ago,
  OTHER_MAC,
  REPORTER,
  sendJson,
  writeDevices,
} from '../support/device-world.ts';
import { type Ground, makeGround, type Program, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import { arrive, placeOf, type Visit, visit } from '../support/visit.ts';

const HOUR = 3_600_000;

describeInBrowser('the devices of the console', () => {
  let ground: Ground;
  let program: Program;
  let browser: Browser;
  /** Id of the device that several sources tell of. */
  let core: string;

  beforeAll(async () => {
    ground = await makeGround();
    const args = ['--data-dir', ground.dataDir, '--no-host-receiver-enabled'];
    program = await startProgram({ args });
    core = await writeDevices(program.url);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await ground?.close();
  });

  const send = (path: string, body: unknown, method?: string) =>
    sendJson(`${program.url}${path}`, body, method);

  const onPage = (
    path: string,
    run: (page: Page) => Promise<void>,
    options: Omit<Visit, 'url' | 'path'> = {},
  ) => visit(browser, { url: program.url, path, ...options }, run);
  const row = (page: Page, text: string) => page.locator('tr[data-index]', { hasText: text });
  /** A part of a row that is no button: a click there opens the row, or selects it with Ctrl. */
  const select = (page: Page, text: string) => row(page, text).locator('td').nth(1);
  const counted = (page: Page, text: string) =>
    page.locator('.toolbar-count').getByText(text, { exact: true }).waitFor();
  const section = (page: Page, name: string) => page.getByRole('region', { name });
  const dialog = (page: Page) => page.getByRole('dialog');
  const coreAt = (part: string) => `/devices/${core}?part=${part}`;

  // Both themes and both widths; a look at every page in each of them would take longer than it tells.
  test.each(['dark', 'phone'] as const)('can be used by everybody in %s', async (name) => {
    const pages = [
      [
        '/devices?devices.columns=status,hostname,type,source,partition,tag',
        'tr[data-index="5"] a',
      ],
      [`/devices?open=${core}`, 'aside dl'],
      [`/devices/${core}?explain=hostname`, 'text=Said by'],
      [`${coreAt('explanation')}&field=hostname`, 'text=It beat'],
      [`${coreAt('changes')}&range=24h&at=${ago(0)}`, 'text=Close the record'],
      [`${coreAt('network')}&sweeps=all`, 'canvas'],
      [coreAt('services'), 'text=no answer to GET'],
    ] as const;
    await onPage(
      '/devices',
      async (page) => {
        for (const [path, shows] of pages) {
          await page.goto(path);
          await page.locator(shows).first().waitFor();
          expect(await accessibilityFindings(page), path).toEqual([]);
          const wider = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(wider, `pixels that ${path} is wider than the window`).toBe(0);
        }
        await page.goto('/devices');
        await page.getByRole('button', { name: 'Filters' }).click();
        await page.getByRole('dialog', { name: 'Filters' }).getByLabel('Tag').waitFor();
        expect(await accessibilityFindings(page), 'the filters').toEqual([]);
      },
      { look: LOOKS[name] },
    );
  });

  test('are found by part of a name, by a network, and by a MAC in any spelling', async () => {
    await onPage('/devices', async (page) => {
      await counted(page, '3,003 devices');
      const search = page.getByLabel('Search devices');
      for (const [text, name] of [
        ['10.30.0.2/32', 'edge-1'],
        ['0200.5e00.0001', 'core-1'],
        ['rack/7', 'rack'],
      ] as const) {
        await search.fill(text);
        await row(page, name).waitFor();
        await counted(page, '1 device');
      }
      await search.fill('10.40.1.0/24');
      await counted(page, '256 devices');
      // Of a search that many match the server tells the best, and says so.
      await search.fill('host-');
      await counted(page, 'at least 1,000 devices');
      await row(page, 'host-0000').waitFor();
    });
  });

  test('are filtered by a click on a value and by words, and the address keeps it', async () => {
    await onPage('/devices', async (page) => {
      await row(page, 'host-').first().waitFor();
      await page.getByRole('button', { name: 'Filters' }).click();
      const sheet = dialog(page);
      await sheet.getByRole('radio', { name: 'Offline' }).check();
      await sheet.getByLabel('Partition').fill('east');
      await sheet.getByRole('button', { name: 'Show these' }).click();
      await arrive(page, '/devices?partition=east&status=offline');
      await counted(page, '150 devices');
      await page.reload();
      await counted(page, '150 devices');
      await row(page, 'host-0020').getByRole('button', { name: 'snmp' }).click();
      await arrive(page, '/devices?partition=east&status=offline&source=snmp');
      await page.getByRole('button', { name: 'Status = offline' }).click();
      await page.getByRole('button', { name: 'Partition = east' }).click();
      await page.getByRole('button', { name: 'Seen by = snmp' }).click();
      await counted(page, '3,003 devices');
    });
  });

  test('of a long list come as they are looked at, and what is selected stays selected', async () => {
    await onPage('/devices?devices.sort=hostname', async (page) => {
      await select(page, 'edge-1').click({ modifiers: ['Control'] });
      await page.getByText('1 selected').waitFor();
      const list = page.locator('.grid-scroller');
      await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await row(page, 'rack').waitFor();
      expect(await page.locator('tr[data-index]').count()).toBeLessThan(80);
      await select(page, 'rack').click({ modifiers: ['Control'] });
      await page.getByText('2 selected').waitFor();
      await page.getByRole('button', { name: 'Copy rows' }).click();
      await page.getByText('Copy as JSON').click();
      await page.getByText('Copied 2 devices').waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(JSON.parse(copied)).toMatchObject([{ hostname: 'edge-1' }, { hostname: 'rack' }]);
    });
  });

  test('are exported as a file of all that match, also those that nobody scrolled to', async () => {
    await onPage('/devices?partition=east', async (page) => {
      await counted(page, '751 devices');
      await page.getByRole('button', { name: 'Export all that match' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByText('All that match as NDJSON').click(),
      ]);
      const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
      expect(lines).toHaveLength(751);
      expect(lines.every((line) => JSON.parse(line).partition === 'east')).toBe(true);
    });
  });

  test('have a page each, whatever stands in their ids', async () => {
    await onPage('/devices?search=rack', async (page) => {
      await row(page, 'rack').getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: 'rack' }).waitFor();
      await page.getByText(AWKWARD).first().waitFor();
      for (const part of ['Explanation', 'Changes', 'Network', 'Services', 'Overview']) {
        await page.getByRole('navigation', { name: 'Parts' }).getByText(part).click();
        await page.locator('.tab[aria-current="page"]').getByText(part).waitFor();
      }
      await page.goBack();
      await page.locator('.tab[aria-current="page"]').getByText('Services').waitFor();
    });
  });

  test('tell of each value who said it, when, and what it beat', async () => {
    await onPage(`/devices/${core}`, async (page) => {
      const attributes = section(page, 'Attributes');
      await attributes.getByRole('button', { name: 'core-1' }).click();
      await arrive(page, `/devices/${core}?explain=hostname`);
      await attributes.getByText('core-old').waitFor();
      await attributes
        .getByText(/confidence \d+ of 10/)
        .first()
        .waitFor();
      await page.reload();
      await attributes.getByText('core-old').waitFor();
      await attributes.getByRole('button', { name: 'core-1' }).click();
      await arrive(page, `/devices/${core}`);
    });
  });

  test('tell by which identities they are one, and a person may part them and take it back', async () => {
    await onPage(coreAt('explanation'), async (page) => {
      await section(page, 'Ids and aliases').getByText('10.30.0.9').first().waitFor();
      await section(page, 'Joins, splits and deletions')
        .getByText(/^Joined/)
        .first()
        .waitFor();
      await section(page, 'Observations').getByText('core-old').waitFor();
      const identities = section(page, 'Identities');
      await identities
        .getByRole('button', { name: `Part mac:${OTHER_MAC}` })
        .first()
        .click();
      await dialog(page).getByLabel('Reason').fill('a borrowed card');
      await dialog(page).getByRole('button', { name: 'Part it' }).click();
      const parted = section(page, 'Parted by hand');
      await parted.getByText('a borrowed card').waitFor();
      await parted.getByRole('button', { name: 'Take it back' }).first().click();
      await parted.waitFor({ state: 'detached' });
    });
  });

  test('show what changed and what was believed before', async () => {
    await onPage(coreAt('changes'), async (page) => {
      const changes = section(page, 'Changes');
      await changes.getByText('core-old').first().waitFor();
      await page.getByLabel(/^At \(/).fill('tomorrow');
      await page.getByRole('button', { name: 'Show the record' }).click();
      await page
        .getByRole('alert')
        .getByText(/^Write it as/)
        .waitFor();
      // The last in time order is the first that was ever said.
      await changes.getByRole('button', { name: 'When' }).click();
      await changes.locator('tr[data-index="0"] td').nth(2).click();
      await until('an instant', () => placeOf(page).includes('&at='));
      const believed = section(page, 'What the inventory believed');
      const name = believed.getByRole('row', { name: /^Host name/ });
      await name.waitFor();
      expect(await name.getByRole('cell').allTextContents()).toEqual(['core-old', 'core-1']);
      await believed.getByRole('button', { name: 'Close the record' }).click();
      await name.waitFor({ state: 'detached' });
    });
  });

  test('show neighbours as a picture and a list, interfaces with their states, and sweeps', async () => {
    await onPage(coreAt('network'), async (page) => {
      const neighbours = section(page, 'Neighbours');
      const edge = neighbours.getByRole('row', { name: /edge-1/ });
      await edge.getByText('Offline').waitFor();
      expect(await edge.textContent()).toContain('Gi0/1');
      await until('a picture', async () =>
        page.evaluate(() =>
          [...document.querySelectorAll('canvas')].some(({ width, height }) => width * height > 0),
        ),
      );
      await neighbours.getByRole('radio', { name: 'Two steps' }).check();
      await arrive(page, `${coreAt('network')}&depth=2`);
      const interfaces = section(page, 'Interfaces');
      await interfaces.locator('tr', { hasText: 'Gi0/1' }).getByText('1 Gbit/s').waitFor();
      await interfaces.locator('tr', { hasText: 'Gi0/2' }).getByText('Down').waitFor();
      const sweeps = section(page, 'Sweeps of 10.30.0.1');
      await sweeps
        .getByRole('row', { name: /poller-1/ })
        .getByText('1.50 ms')
        .waitFor();
      await edge.getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: 'edge-1' }).waitFor();
      expect(placeOf(page)).toMatch(/part=network$/);
    });
  });

  test('lead to who checked them and who reported them', async () => {
    await onPage(coreAt('services'), async (page) => {
      const capabilities = section(page, 'Capabilities');
      await capabilities.getByRole('row', { name: /snmp/ }).getByText('Failing').waitFor();
      await capabilities.getByText('no answer to GET').waitFor();
      await section(page, 'Reported by').getByRole('link', { name: 'poller-1' }).click();
      await arrive(page, '/registry?open=poller/poller-1');
    });
  });

  test('keep tags and notes of people, and never write over what somebody else wrote', async () => {
    await onPage(
      `/devices/${core}`,
      async (page) => {
        const edit = page.getByRole('button', { name: 'Edit tags and notes' });
        await edit.click();
        await dialog(page).getByLabel('Tags').fill('core, frankfurt');
        await dialog(page).getByLabel('Notes').fill('Ask Ada first.');
        await dialog(page).getByRole('button', { name: 'Write' }).click();
        const annotations = section(page, 'Tags and notes');
        await dialog(page).waitFor({ state: 'detached' });
        await annotations.getByText('Ask Ada first.').waitFor();
        await edit.click();
        await dialog(page).getByLabel('Notes').fill('Mine.');
        const path = `/api/devices/${encodeURIComponent(core)}/annotations`;
        await send(path, { tags: ['core'], notes: 'Theirs.' }, 'PUT');
        await dialog(page).getByRole('button', { name: 'Write' }).click();
        await dialog(page).getByRole('button', { name: 'Show what stands there now' }).click();
        expect(await dialog(page).getByLabel('Notes').inputValue()).toBe('Theirs.');
        await dialog(page).getByLabel('Notes').fill('Theirs. And mine.');
        await dialog(page).getByRole('button', { name: 'Write' }).click();
        await dialog(page).waitFor({ state: 'detached' });
        await annotations.getByText('Theirs. And mine.').waitFor();
        const kept = await program.json<DeviceAnnotations>(path);
        expect(kept).toMatchObject({ tags: ['core'], notes: 'Theirs. And mine.' });
        await annotations.getByRole('link', { name: 'core' }).click();
        await arrive(page, '/devices?tag=core');
        await counted(page, '1 device');
      },
      { refused: `/annotations` },
    );
  });

  test('are deleted after a question, and an observation brings one back', async () => {
    const seen = { source: 'snmp', ip: '10.32.0.1', hostname: 'leaver', ...REPORTER };
    await send('/api/observations', [{ ...seen, timestamp: ago(HOUR) }]);
    await onPage('/devices/default:10.32.0.1', async (page) => {
      await page.getByRole('button', { name: 'Delete' }).click();
      await dialog(page).getByRole('button', { name: 'Leave it' }).click();
      await dialog(page).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Delete' }).click();
      await dialog(page).getByRole('button', { name: 'Delete the device' }).click();
      await arrive(page, '/devices');
      await page.getByLabel('Search devices').fill('leaver');
      await page.getByText('No device matches').waitFor();
      await send('/api/observations', [{ ...seen, timestamp: new Date().toISOString() }]);
      await page.goto('/devices/default:10.32.0.1?part=explanation');
      await section(page, 'Joins, splits and deletions').getByText('Came back').waitFor();
    });
  });
});
