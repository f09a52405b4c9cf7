import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  TokenAnswer,
  TokenItem,
  UserCreate,
  UserItem,
  UserWithPassword,
} from '../../src/contract/index.ts';
import {
  accessibilityFindings,
  describeInBrowser,
  LOOKS,
  openBrowser,
  openPage,
  type PageOptions,
} from '../support/browser.ts';
import { type Ground, makeGround, type Program, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

const PASSWORD = 'ours since this morning';

/** What a browser itself says of answers that refuse, which these tests ask for. */
const REFUSED = /^console error: Failed to load resource: .* status of 40[013] /;

/** Serves at an address that others reach too. */
const serveOpenly = (ground: Ground): Promise<Program> =>
  startProgram({
    args: [
      ...['--data-dir', ground.dataDir, '--no-host-receiver-enabled'],
      ...['--http-host', '0.0.0.0', '--auth-logins-per-minute', '1000'],
    ],
  });

/** Name and password as the log tells them. */
function firstAdmin(program: Program): { username: string; initial_password: string } | undefined {
  const line = program
    .out()
    .split('\n')
    .find((one) => one.includes('"initial_password"'));
  return line === undefined ? undefined : JSON.parse(line);
}

const post = (url: string, body: unknown, token?: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });

async function tokenFor(program: Program, username: string, password: string): Promise<string> {
  const answer = await post(`${program.url}/auth/login`, { username, password });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as TokenAnswer).access_token;
}

const statusOf = async (program: Program, path: string, token?: string) => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await fetch(`${program.url}${path}`, { headers })).status;
};

let ground: Ground;
let program: Program;
let admin: { readonly username: string; readonly token: string };

beforeAll(async () => {
  ground = await makeGround();
  program = await serveOpenly(ground);
});
afterAll(async () => {
  await program?.stop();
  await ground?.close();
});

describe('a server that others can reach', () => {
  test('tells the first admin once, refuses whoever has no credentials, and works with them', async () => {
    const told = await until('the first admin', () => firstAdmin(program));
    const { username, initial_password: first } = told;
    expect(program.out().split(first)).toHaveLength(2);
    expect(await statusOf(program, '/api/devices')).toBe(401);
    expect(await statusOf(program, '/api/devices', 'radar_guessed')).toBe(401);
    const wrong = await post(`${program.url}/auth/login`, { username, password: 'guessed' });
    expect(wrong.status).toBe(401);
    const token = await tokenFor(program, username, first);
    expect(await statusOf(program, '/api/devices', token)).toBe(403);
    const change = { current_password: first, new_password: PASSWORD };
    expect((await post(`${program.url}/api/me/password`, change, token)).status).toBe(204);
    expect(await statusOf(program, '/api/devices', token)).toBe(200);
    await program.stop();
    program = await serveOpenly(ground);
    expect(firstAdmin(program)).toBeUndefined();
    admin = { username, token: await tokenFor(program, username, PASSWORD) };
    expect(await statusOf(program, '/api/devices', admin.token)).toBe(200);
  });
});

describeInBrowser('the console where authentication is on', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function onPage(
    path: string,
    run: (page: Page) => Promise<void>,
    options: Omit<PageOptions, 'url'> = {},
  ): Promise<void> {
    const watched = await openPage(browser, { url: program.url, ...options });
    try {
      await watched.page.goto(path);
      await run(watched.page);
      expect(watched.findings().filter((finding) => !REFUSED.test(finding))).toEqual([]);
    } finally {
      await watched.close();
    }
  }

  async function logIn(page: Page, username: string, password = PASSWORD): Promise<void> {
    await page.getByLabel('User name or e-mail address').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
  }

  async function choosePassword(page: Page, current: string): Promise<void> {
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
    await page.getByLabel('Present password').fill(current);
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('New password again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change the password' }).click();
  }

  const account = (page: Page, name: string) =>
    page.getByRole('button', { name: `Account: ${name}` });
  /** Pauses and follows again, so that a page does not wait for its next round. */
  async function askAgain(page: Page): Promise<void> {
    await page.keyboard.press('l');
    await page.keyboard.press('l');
  }
  const place = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;
  const rowOf = (page: Page, text: string) => page.locator('tr[data-index]', { hasText: text });
  const detail = (page: Page) => page.getByRole('complementary');
  const toldOnce = (page: Page) => page.getByRole('dialog').locator('.told-once code');

  /** Makes a user. Answers the password that was made up. */
  async function made(user: UserCreate): Promise<string> {
    const answer = await post(`${program.url}/api/admin/users`, user, admin.token);
    expect(answer.status).toBe(201);
    return ((await answer.json()) as UserWithPassword).password ?? '';
  }

  async function userCalled(name: string): Promise<UserItem | undefined> {
    const headers = { authorization: `Bearer ${admin.token}` };
    const answer = await fetch(`${program.url}/api/admin/users`, { headers });
    const users = (await answer.json()) as UserItem[];
    return users.find(({ username }) => username === name);
  }

  test('asks who it is, tells why not in the words of the server, and leads to where the link did', async () => {
    const first = await made({ username: 'ada', roles: ['admin'] });
    await onPage('/storage?search=spans', async (page) => {
      await logIn(page, 'ada', 'guessed');
      await page.getByRole('alert').getByText('The user name or the password is wrong.').waitFor();
      expect(await page.getByRole('navigation', { name: 'Rooms' }).count()).toBe(0);
      await logIn(page, 'ada', first);
      await choosePassword(page, first);
      await page.locator('tr[data-index] >> text="otel_traces"').waitFor();
      expect(place(page)).toBe('/storage?search=spans');
      await account(page, 'ada').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
    });
  });

  test('makes a user, who sees no more than the role allows', async () => {
    await onPage('/settings/users', async (page) => {
      await logIn(page, 'admin');
      await rowOf(page, 'ada').first().waitFor();
      await page.keyboard.press('n');
      await page.getByLabel('Name for logging in').fill('vera');
      await page.getByRole('button', { name: 'Make the user' }).click();
      const first = (await toldOnce(page).textContent()) ?? '';
      expect(first.length).toBeGreaterThan(12);
      await page.getByRole('button', { name: 'Done' }).click();
      await rowOf(page, 'vera').getByText('Password to choose').waitFor();
      expect(place(page)).toBe('/settings/users');
      await onPage('/settings', async (hers) => {
        await logIn(hers, 'vera', first);
        await choosePassword(hers, first);
        const parts = hers.getByRole('navigation', { name: 'Parts of the settings' });
        await parts.getByRole('link', { name: 'Account' }).waitFor();
        expect(await parts.getByRole('link').allTextContents()).toEqual([
          'Browser',
          'Account',
          'API tokens',
        ]);
        await hers.goto('/settings/users');
        await hers.getByRole('alert').getByText('"access:read" is missing').waitFor();
        expect(await hers.getByRole('button', { name: 'New user' }).count()).toBe(0);
      });
    });
    expect(await userCalled('vera')).toMatchObject({ roles: ['viewer'], partitions: null });
  });

  test('changes roles and partitions, and shows what the server made of it', async () => {
    await onPage('/settings/users?search=vera', async (page) => {
      await logIn(page, 'admin');
      await rowOf(page, 'vera').click();
      await detail(page).getByRole('button', { name: 'Change' }).click();
      await page.getByRole('button', { name: 'operator' }).click();
      await page.getByLabel('Network partitions').fill('branch/7');
      const change = page.getByRole('dialog').getByRole('button', { name: 'Change', exact: true });
      await change.click();
      await page.getByRole('alert').getByText('"branch/7" is no network partition.').waitFor();
      await page.getByLabel('Network partitions').fill('branch-8 branch-7');
      await change.click();
      await detail(page).getByText('branch-7, branch-8').waitFor();
      await detail(page).getByText('operator, viewer').waitFor();
    });
    expect(await userCalled('vera')).toMatchObject({ partitions: ['branch-7', 'branch-8'] });
  });

  test('shows who is locked and ends that, and takes whoever is disabled off the page', async () => {
    await made({ username: 'otto', roles: ['operator'], password: PASSWORD });
    await until('a lock', async () => {
      await post(`${program.url}/auth/login`, { username: 'otto', password: 'guessed' });
      return (await userCalled('otto'))?.locked_until;
    });
    await onPage('/settings/users', async (page) => {
      await logIn(page, 'admin');
      await rowOf(page, 'otto').getByText('Locked').waitFor();
      await rowOf(page, 'otto').click();
      await detail(page).getByRole('button', { name: 'Unlock' }).click();
      await detail(page).getByText('Locked', { exact: true }).waitFor({ state: 'detached' });
      await onPage('/devices', async (his) => {
        await logIn(his, 'otto');
        await account(his, 'otto').waitFor();
        await detail(page).getByRole('button', { name: 'Disable' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
        await detail(page).getByText('Disabled').waitFor();
        await askAgain(his);
        await his.getByRole('heading', { name: 'Log in' }).waitFor();
        await logIn(his, 'otto');
        await his.getByRole('alert').getByText('The user name or the password is wrong.').waitFor();
      });
      await detail(page).getByRole('link', { name: 'Events of this user' }).click();
      await rowOf(page, 'User disabled').waitFor();
      await rowOf(page, 'Locked').waitFor();
      expect(place(page)).toBe('/settings/access-events?subject=otto');
    });
  });

  test('shows a token once, which opens what was chosen until it is revoked', async () => {
    await onPage('/settings/tokens?new=token', async (page) => {
      await logIn(page, 'admin');
      await page.getByLabel('What it is for').fill('reads devices');
      await page
        .getByRole('group', { name: 'Devices' })
        .getByRole('button', { name: 'read' })
        .click();
      await page.getByRole('button', { name: 'Make the token' }).click();
      const secret = (await toldOnce(page).textContent()) ?? '';
      expect(secret).toMatch(/^radar_/);
      expect(await statusOf(program, '/api/devices', secret)).toBe(200);
      expect(await statusOf(program, '/api/storage', secret)).toBe(403);
      await page.getByRole('button', { name: 'Done' }).click();
      await rowOf(page, 'reads devices').click();
      await detail(page).getByText('devices:read').waitFor();
      await detail(page).getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('button', { name: 'Revoke for good' }).click();
      await detail(page).getByText('Revoked by').waitFor();
      expect(await statusOf(program, '/api/devices', secret)).toBe(401);
    });
    const headers = { authorization: `Bearer ${admin.token}` };
    const answer = await fetch(`${program.url}/api/admin/tokens`, { headers });
    const [newest] = (await answer.json()) as TokenItem[];
    expect(newest).toMatchObject({ username: 'admin', scopes: ['devices:read'] });
    expect(newest?.revoked_at).not.toBeNull();
    const lifetime = Date.parse(newest?.expires_at ?? '') - Date.parse(newest?.created_at ?? '');
    expect(Math.round(lifetime / 86_400_000)).toBe(90);
  });

  test('lets the session go on while somebody works, and not because a page is open', async () => {
    await onPage('/settings/account', async (page) => {
      await logIn(page, 'admin');
      await account(page, 'admin').waitFor();
      /** How the page asks who is logged in when its tab is shown again. */
      const asksBy = async () => {
        const asked = page.waitForResponse((one) => one.url().includes('/auth/session'));
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
        const answer = await asked;
        return [answer.request().method(), answer.status()];
      };
      await until('the page has asked for what was done at the log-in', async () => {
        return (await asksBy())[0] === 'GET';
      });
      expect(await asksBy()).toEqual(['GET', 200]);
      await page.keyboard.press('Shift');
      expect(await asksBy()).toEqual(['POST', 200]);
      expect(await asksBy()).toEqual(['GET', 200]);
      await account(page, 'admin').waitFor();
    });
  });

  test('asks again when the session has ended elsewhere, and shows nothing of before', async () => {
    await onPage('/settings/users', async (page) => {
      await logIn(page, 'admin');
      await rowOf(page, 'vera').waitFor();
      const other = await page.context().newPage();
      await other.goto('/');
      await account(other, 'admin').click();
      await other.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
      await page.bringToFront();
      await askAgain(page);
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      expect(await rowOf(page, 'vera').count()).toBe(0);
    });
  });

  const LOOKED_AT = [
    { name: 'a user', path: () => '/settings/users?search=vera', opens: 'vera' },
    { name: 'a new user', path: () => '/settings/users?new=user', opens: undefined },
    { name: 'a new token', path: () => '/settings/tokens?new=token', opens: undefined },
    { name: 'tokens', path: () => '/settings/tokens', opens: 'reads devices' },
    { name: 'access events', path: () => '/settings/access-events', opens: undefined },
    { name: 'the account', path: () => '/settings/account', opens: undefined },
  ];

  test.each([
    ['light', LOOKS.light],
    ['dark phone', LOOKS['dark phone']],
  ])('can be used by everybody, in %s', async (_, look) => {
    const check = async (page: Page, what: string) => {
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider, `pixels that ${what} is wider than the window`).toBe(0);
      expect(await accessibilityFindings(page), what).toEqual([]);
    };
    await onPage(
      '/settings/users',
      async (page) => {
        await page.getByRole('heading', { name: 'Log in' }).waitFor();
        await check(page, 'the log-in');
        await logIn(page, 'admin');
        await rowOf(page, 'vera').waitFor();
        await account(page, 'admin').click();
        await page.getByText('Session ends').waitFor();
        await check(page, 'the menu of the account');
        for (const { name, path, opens } of LOOKED_AT) {
          await page.goto(path());
          await account(page, 'admin').waitFor();
          if (opens !== undefined) await rowOf(page, opens).click();
          await page.locator('aside dl, .grid td, dialog form, .page form').first().waitFor();
          await check(page, name);
        }
      },
      { look },
    );
  });
});
