import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenItem } from '../../../src/contract/index.ts';
import {
  accessibilityFindings,
  describeInBrowser,
  LOOKS,
  type Look,
  openBrowser,
} from '../../support/browser.ts';
import { type Ground, makeGround, type Program, startProgram } from '../../support/program.ts';
import { arrive, visit } from '../../support/visit.ts';
import { ONBOARDING, showWorld, type World } from './world.ts';

describeInBrowser('the console of a small network', () => {
  let ground: Ground;
  let program: Program;
  let browser: Browser;

  beforeAll(async () => {
    ground = await makeGround();
    const args = ['--data-dir', ground.dataDir, '--no-host-receiver-enabled'];
    program = await startProgram({ args, environment: ONBOARDING });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await ground?.close();
  });

  const onPage = (path: string, run: (page: Page) => Promise<void>, look: Look = LOOKS.light) =>
    visit(browser, { url: program.url, path, look }, run);
  const rowOf = (page: Page, text: string) => page.locator('tr[data-index]', { hasText: text });

  /** Does what a command that a page teaches does: the test knows no shell but this one line of it. */
  async function obey(command: string): Promise<void> {
    const [, address = '', , body] =
      /^curl (\S+)( -H 'content-type: application\/json' -d '(.*)')?$/.exec(command) ?? [];
    expect(address, command).toContain(program.url);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(
      address,
      body === undefined ? {} : { method: 'POST', headers, body },
    );
    expect(answer.ok, `${command}: ${await answer.text()}`).toBe(true);
  }

  test('teaches in each page that is empty how it is filled', async () => {
    await onPage('/', async (page) => {
      for (const [path, title, filled] of [
        ['/ingest', 'Nothing came in since the process started', 'memory_metrics'],
        ['/devices', 'No device was seen yet', 'core-sw'],
        ['/registry', 'No service is registered', 'edge-1'],
        ['/registry/onboarding', 'No package was made', 'Roof poller'],
        ['/registry/capabilities', 'No capability was checked yet', 'core-sw'],
        ['/settings/users', 'There is no user', 'vera'],
        ['/ingest/dead-letters', 'No record was refused', undefined],
      ] as const) {
        await page.goto(path);
        await page.getByRole('heading', { name: title }).waitFor();
        await obey((await page.locator('.empty .command code').textContent()) ?? '');
        // Pauses and follows again, so that the page does not wait for its next round.
        await page.keyboard.press('l');
        await page.keyboard.press('l');
        if (filled !== undefined) await rowOf(page, filled).first().waitFor();
      }
    });
  });

  describe('with pollers, packages, people and refusals', () => {
    let world: World;

    beforeAll(async () => {
      world = await showWorld(program.url);
    });

    test('has rows as high as its lists reckon with, or the end of a list could not be reached', async () => {
      await onPage('/', async (page) => {
        for (const path of [
          ...['/devices', '/registry', '/registry/onboarding', '/registry/capabilities'],
          ...['/ingest', '/ingest/dead-letters', '/settings/users', '/settings/tokens'],
        ]) {
          await page.goto(path);
          await page.locator('tr[data-index="0"]').waitFor();
          const heights = await page
            .locator('tr[data-index]')
            .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
          expect([...new Set(heights)], path).toEqual([32]);
        }
      });
    });

    test('opens a link to the origin of a value at that value, and what stands behind it', async () => {
      await onPage(`/devices/${world.core}?explain=attributes.vendor`, async (page) => {
        const origin = page.locator('.facts > div', { hasText: 'vendor' }).locator('.claims');
        await origin.getByText('Acme Networks').waitFor();
        expect(await origin.evaluate(isInView)).toBe(true);
        await page.goto(`/devices/${world.core}?part=explanation&field=attributes.vendor`);
        const row = page.locator('.claims-row');
        await row.getByText('Acme Networks').waitFor();
        expect(await row.evaluate(isInView)).toBe(true);
      });
    });

    test('shows on a phone the part of a device that the address names, and names beside the matrix', async () => {
      await onPage(
        `/devices/${world.core}?part=services`,
        async (page) => {
          const tab = page.getByRole('link', { name: 'Services' });
          await tab.waitFor();
          expect(await tab.evaluate(isInView)).toBe(true);
          await page.goto('/registry/capabilities');
          const name = rowOf(page, 'core-sw-1').first().locator('td').first();
          await name.waitFor();
          await page.locator('.grid-scroller').evaluate((list) => list.scrollBy(400, 0));
          expect(await name.evaluate(isInView)).toBe(true);
        },
        LOOKS.phone,
      );
    });

    test('leads from what comes in to what was refused and back, in one room', async () => {
      await onPage('/ingest', async (page) => {
        const parts = page.getByRole('navigation', { name: 'Parts of the ingest' });
        await parts.getByRole('link', { name: 'Dead letters' }).click();
        await arrive(page, '/ingest/dead-letters');
        await rowOf(page, 'unknown_field').getByText('did you mean "usage_percent"?').waitFor();
        await parts.getByRole('link', { name: 'What comes in' }).click();
        await arrive(page, '/ingest');
        await rowOf(page, 'cpu_metrics').waitFor();
      });
    });
  });

  describe('where an admin makes an API token', () => {
    const whose = (page: Page) => page.getByRole('combobox', { name: 'Whose' });
    const titles = (page: Page) =>
      page.getByRole('option').locator('.choice-title').allTextContents();
    const tokenCalled = async (name: string) => {
      const tokens = await program.json<TokenItem[]>('/api/admin/tokens');
      return tokens.find((token) => token.name === name);
    };
    async function fill(page: Page, name: string): Promise<void> {
      await page.getByLabel('What it is for').fill(name);
      const devices = page.getByRole('group', { name: 'Devices' });
      await devices.getByRole('button', { name: 'read' }).click();
    }
    async function make(page: Page): Promise<void> {
      await page.getByRole('button', { name: 'Make the token' }).click();
      await page.getByRole('dialog').locator('.told-once code').waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      await arrive(page, '/settings/tokens');
    }
    const onDialog = (run: (page: Page) => Promise<void>, look: Look = LOOKS.light) =>
      visit(browser, { url: program.url, path: '/settings/tokens?new=token', look }, run);

    test('finds any user by a part of the name or of the address, by keyboard alone', async () => {
      await onDialog(async (page) => {
        await fill(page, 'of Margaret');
        await whose(page).focus();
        await page.keyboard.press('ArrowDown');
        await page.getByRole('option', { name: /^edgar/ }).waitFor();
        expect(await titles(page)).toEqual([
          ...['Nobody', 'ada', 'grace', 'linus', 'margaret', 'noc-screen', 'vera', 'edgar'],
        ]);
        await page.keyboard.type('MARGARET@');
        expect(await titles(page)).toEqual(['margaret']);
        await page.keyboard.press('Enter');
        expect(await whose(page).inputValue()).toBe('margaret');
        await page.getByText('It grants at most what its user may').waitFor();
        await make(page);
        const row = page.locator('tr[data-index]', { hasText: 'of Margaret' });
        await row.getByRole('button', { name: 'margaret', exact: true }).waitFor();
      });
      expect(await tokenCalled('of Margaret')).toMatchObject({
        ...{ username: 'margaret', scopes: ['devices:read'] },
      });
    });

    test("leaves it nobody's, or leaves the list without a choice, and the dialog stays", async () => {
      await onDialog(async (page) => {
        await fill(page, 'of nobody');
        await whose(page).click();
        await page.getByRole('option', { name: /^grace/ }).click();
        expect(await whose(page).inputValue()).toBe('grace');
        await whose(page).click();
        await page.keyboard.type('nobody like this');
        await page.getByText('Nobody and nothing is called so.').waitFor();
        await page.keyboard.press('Escape');
        expect(await whose(page).inputValue()).toBe('grace');
        await whose(page).click();
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Enter');
        expect(await whose(page).inputValue()).toBe('Nobody');
        await make(page);
      });
      expect(await tokenCalled('of nobody')).toMatchObject({ user_id: null, username: null });
    });

    test('can use the list of users in either theme and on a phone', async () => {
      for (const look of [LOOKS.light, LOOKS['dark phone']]) {
        await onDialog(async (page) => {
          await whose(page).click();
          await page.getByRole('option', { name: /^edgar/ }).waitFor();
          expect(await accessibilityFindings(page)).toEqual([]);
        }, look);
      }
    });
  });
});

/** Whether all of an element is seen, neither beyond an edge of the window nor under a pinned cell. */
function isInView(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const isInside = left >= 0 && right <= innerWidth + 1 && top >= 0 && bottom <= innerHeight;
  const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return isInside && seen !== null && (element.contains(seen) || seen.contains(element));
}
