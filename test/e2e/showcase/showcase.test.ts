import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
import { showPeople } from './people.ts';
import { tellTo } from './tell.ts';

describeInBrowser('an admin who makes an API token', () => {
  let ground: Ground;
  let program: Program;
  let browser: Browser;

  beforeAll(async () => {
    ground = await makeGround();
    const args = ['--data-dir', ground.dataDir, '--no-host-receiver-enabled'];
    program = await startProgram({ args });
    await showPeople(tellTo(program.url));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await ground?.close();
  });

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
        ...['Nobody', 'ada', 'grace', 'linus', 'margaret', 'noc-screen', 'edgar'],
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
