import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceItem, EdgePackage, RegistryDetail } from '../../src/contract/index.ts';
import {
  accessibilityFindings,
  describeInBrowser,
  LOOKS,
  openBrowser,
} from '../support/browser.ts';
import { type Ground, makeGround, type Program, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import { arrive, placeOf, type Visit, visit } from '../support/visit.ts';

const HOUR = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** What a poller needs in its package. */
const METADATA = [
  'poller.core_address=core.example:50052',
  'poller.core_spiffe_id=spiffe://example.org/core',
  'poller.spire_upstream_address=spire.example',
  'poller.spire_parent_id=spiffe://example.org/spire',
].join(',');

/** An agent id that an address must not be able to break. */
const AWKWARD = 'agent/"b" 50%';

describeInBrowser('the registry room of the console', () => {
  let ground: Ground;
  let program: Program;
  let browser: Browser;
  /** Ids of the devices 10.9.0.1 to 10.9.0.3. */
  let devices: readonly string[];

  beforeAll(async () => {
    ground = await makeGround();
    const args = ['--data-dir', ground.dataDir, '--no-host-receiver-enabled'];
    const environment = {
      RADARSTORE_ONBOARDING_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      RADARSTORE_ONBOARDING_METADATA: METADATA,
    };
    program = await startProgram({ args, environment });
    await furnish();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await ground?.close();
  });

  async function send(path: string, body: unknown, method = 'POST'): Promise<unknown> {
    const answer = await fetch(`${program.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    expect(answer.ok, `${path}: ${text}`).toBe(true);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Two pollers that report, what was registered without a report, and devices that were checked. */
  async function furnish(): Promise<void> {
    const report = (poller_id: string, timestamp: string, available: boolean) =>
      send('/api/ingest/payload/service-status', {
        ...{ poller_id, agent_id: `${poller_id}-agent`, partition: 'default', timestamp },
        services: [
          { service_name: 'web', service_type: 'http', available, message: `über ${poller_id}` },
          { service_name: 'ping', service_type: 'icmp', available: true },
        ],
      });
    await report('edge', ago(2 * HOUR), false);
    await report('edge', ago(HOUR / 2), true);
    await report('south', ago(HOUR / 3), false);
    await send('/api/registry/pollers', { id: 'waiting' });
    await send('/api/registry/agents', { id: AWKWARD, poller_id: 'edge' });
    await send('/api/registry/checkers', {
      ...{ id: 'snmp-b', agent_id: AWKWARD, checker_kind: 'snmp' },
      metadata: { community: 'unknown' },
    });
    await send('/api/observations', [
      ...[1, 2, 3].map((n) => ({
        ...{ ip: `10.9.0.${n}`, hostname: n === 2 ? undefined : `host-${n}`, source: 'snmp' },
        ...{ agent_id: 'a', poller_id: 'edge', partition: 'default', timestamp: ago(HOUR) },
      })),
    ]);
    const found = await Promise.all(
      [1, 2, 3].map((n) => program.json<DeviceItem[]>(`/api/devices?ip=10.9.0.${n}`)),
    );
    devices = found.map(([device]) => device?.device_id ?? '');
    const check = (n: number, capability: string, state: string, ms: number) => ({
      ...{ device_id: devices[n - 1], capability, state, last_checked: ago(ms) },
      ...{ service_id: 'edge-agent', service_type: 'agent', recorded_by: 'edge' },
    });
    await send('/api/capabilities', [
      check(1, 'icmp', 'ok', HOUR),
      check(1, 'icmp', 'ok', HOUR / 2),
      check(1, 'snmp', 'ok', 2 * HOUR),
      { ...check(1, 'snmp', 'failed', HOUR / 4), failure_reason: 'no answer to GET' },
      check(2, 'icmp', 'degraded', HOUR / 2),
      check(3, 'icmp', 'failed', HOUR / 2),
    ]);
  }

  const onPage = (
    path: string,
    run: (page: Page) => Promise<void>,
    options: Omit<Visit, 'url' | 'path'> = {},
  ) => visit(browser, { url: program.url, path, ...options }, run);
  const panel = (page: Page) => page.getByRole('complementary');
  const rowOf = (page: Page, text: string) => page.locator('tr[data-index]', { hasText: text });
  const confirm = (page: Page, action: string) =>
    page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
  const ids = (page: Page) => page.locator('.tree-name > span[title]').allTextContents();
  const fact = (page: Page, name: string) =>
    panel(page).locator('dl > div', { hasText: name }).locator('dd').first();

  const PAGES = [
    { shows: 'text=snmp-b', path: () => '/registry' },
    {
      shows: 'aside >> text=Changes of health',
      path: () => '/registry?open=poller/edge&service=edge-agent/http/web',
    },
    {
      shows: 'dialog >> text=Agent',
      path: () => '/registry?register=checker',
    },
    { shows: '.toolbar', path: () => '/registry/onboarding' },
    {
      shows: 'text=What a poller cannot start without',
      path: () => '/registry/onboarding/new?type=poller&step=details',
    },
    {
      shows: 'aside >> text=no answer to GET',
      path: () => `/registry/capabilities?open=${devices[0]}&of=snmp`,
    },
  ] as const;

  // Both themes and both widths; the parts of the pages are looked at in every look elsewhere.
  test.each(['dark', 'phone'] as const)('can be used by everybody in %s', async (name) => {
    await onPage(
      '/registry',
      async (page) => {
        for (const { path, shows } of PAGES) {
          await page.goto(path());
          await page.locator(shows).first().waitFor();
          expect(await accessibilityFindings(page), path()).toEqual([]);
          const wider = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(wider, `pixels that ${path()} is wider than the window`).toBe(0);
        }
      },
      { look: LOOKS[name] },
    );
  });

  test('has agents under their poller and checkers under their agent, and folds by keyboard', async () => {
    await onPage('/registry', async (page) => {
      await rowOf(page, 'snmp-b').waitFor();
      expect(await ids(page)).toEqual([
        ...['edge', AWKWARD, 'snmp-b', 'edge-agent', 'south', 'south-agent', 'waiting'],
      ]);
      await rowOf(page, 'waiting').getByText('Pending').waitFor();
      await rowOf(page, 'waiting').getByText('never').waitFor();
      await page.locator('tr[data-index="0"]').focus();
      await page.keyboard.press('ArrowLeft');
      await arrive(page, '/registry?fold=poller/edge');
      expect(await ids(page)).toEqual(['edge', 'south', 'south-agent', 'waiting']);
      await page.reload();
      await page.locator('tr[data-index="0"]', { hasText: '2 below' }).focus();
      await page.keyboard.press('ArrowRight');
      await arrive(page, '/registry');
      await rowOf(page, 'snmp-b').waitFor();
    });
  });

  test('finds a service by a part of its id, under its parents', async () => {
    await onPage('/registry', async (page) => {
      await page.getByLabel('Search services').fill('snmp');
      await arrive(page, '/registry?search=snmp');
      await page.getByText('1 service', { exact: true }).waitFor();
      expect(await ids(page)).toEqual(['edge', AWKWARD, 'snmp-b']);
      await page.getByLabel('Search services').fill('nothing-like-this');
      await page.getByRole('button', { name: 'Show all services' }).click();
      await rowOf(page, 'south-agent').waitFor();
    });
  });

  test('filters by status and by what never reported', async () => {
    await onPage('/registry', async (page) => {
      await page.getByRole('button', { name: 'Pending', exact: true }).first().click();
      await arrive(page, '/registry?status=pending');
      await page.getByText('3 services').waitFor();
      await page.getByRole('button', { name: 'Never seen' }).click();
      await arrive(page, '/registry?status=pending&seen=never');
      await page.getByRole('button', { name: /^Status = pending/ }).click();
      await arrive(page, '/registry?seen=never');
    });
  });

  test('tells of a poller how it is, what it checks, and what happened', async () => {
    await onPage('/registry', async (page) => {
      await page.getByText('edge', { exact: true }).click();
      await arrive(page, '/registry?open=poller/edge');
      await panel(page).getByText('Healthy', { exact: true }).first().waitFor();
      await panel(page).getByText('Not healthy').waitFor();
      await panel(page).getByText('http · by edge-agent · über edge').waitFor();
      await panel(page).getByRole('button', { name: 'web' }).click();
      const reports = panel(page).getByRole('list', { name: 'Newest reports of web' });
      await reports.getByText('Offline').waitFor();
      expect(await reports.getByRole('listitem').count()).toBe(2);
      await panel(page).getByText('Activated').waitFor();
      expect(await fact(page, 'Agents').textContent()).toBe('2');
    });
  });

  test('takes the trust from a service and gives it back, as the server confirms it', async () => {
    const path = `/api/registry/agents/${encodeURIComponent(AWKWARD)}`;
    await onPage('/registry?search=50%25', async (page) => {
      await page.getByText(AWKWARD, { exact: true }).click();
      await panel(page).getByRole('button', { name: 'Revoke' }).click();
      await page.getByLabel('Reason').fill('lost on a train');
      await confirm(page, 'Revoke');
      await panel(page).locator('.panel-lead').getByText('Revoked').waitFor();
      await panel(page).getByText('reason: lost on a train').waitFor();
      await rowOf(page, AWKWARD).getByText('Revoked').waitFor();
      expect((await program.json<RegistryDetail>(path)).status).toBe('revoked');
      await panel(page).getByRole('button', { name: 'Restore' }).click();
      await confirm(page, 'Restore');
      await rowOf(page, AWKWARD).getByText('Pending').waitFor();
      expect((await program.json<RegistryDetail>(path)).status).toBe('pending');
    });
  });

  test('registers a service, says why the server refuses one, and deletes it', async () => {
    await onPage(
      '/registry',
      async (page) => {
        await rowOf(page, 'south-agent').waitFor();
        await page.keyboard.press('n');
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('radio', { name: 'Agent' }).check();
        await arrive(page, '/registry?register=agent');
        await dialog.getByLabel('Id', { exact: true }).fill('south-agent');
        await dialog.getByRole('combobox', { name: 'Poller' }).fill('south');
        await dialog.getByRole('button', { name: 'Register' }).click();
        await dialog.getByRole('alert').getByText('south-agent').waitFor();
        await dialog.getByLabel('Id', { exact: true }).fill('new-agent');
        await dialog.getByRole('button', { name: 'Register' }).click();
        await arrive(page, '/registry?open=agent/new-agent');
        await rowOf(page, 'new-agent').getByText('Pending').waitFor();
        await panel(page).getByRole('button', { name: 'Revoke' }).click();
        await confirm(page, 'Revoke');
        await panel(page).getByRole('button', { name: 'Delete' }).click();
        await confirm(page, 'Delete');
        await panel(page).getByText('Deleted', { exact: true }).first().waitFor();
        await rowOf(page, 'new-agent').waitFor({ state: 'detached' });
        await panel(page).getByRole('button', { name: 'Close the detail' }).click();
        await page.getByRole('button', { name: 'Deleted', exact: true }).click();
        await rowOf(page, 'new-agent').getByText('Deleted').waitFor();
      },
      { refused: '/api/registry/agents' },
    );
  });

  test('leads through a new package, and tells its secrets once', async () => {
    await onPage('/registry/onboarding', async (page) => {
      await page.getByText('No package was made').waitFor();
      await page.keyboard.press('n');
      await page.getByRole('button', { name: 'Next' }).click();
      await arrive(page, '/registry/onboarding/new?type=poller&step=details');
      await page.getByLabel('Name', { exact: true }).fill('Roof poller');
      await page.getByLabel('SPIFFE ID of its agent').fill('spiffe://example.org/agent');
      await page.getByText('More', { exact: true }).click();
      await page.getByLabel('Further metadata').fill('no sign of equality');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('alert').getByText('no sign of equality').waitFor();
      await page.getByLabel('Further metadata').fill('rack=7');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('rack', { exact: true }).waitFor();
      expect(placeOf(page)).toContain('label=Roof%20poller');
      expect(placeOf(page)).not.toContain('rack');
      await page.getByRole('button', { name: 'Make the package' }).click();
      const secrets = page.getByRole('region', { name: 'Secrets' });
      await secrets.getByText(/^edgepkg-v1:/).waitFor();
      const [made] = await program.json<EdgePackage[]>('/api/admin/edge-packages');
      expect(made).toMatchObject({ component_id: 'roof-poller', status: 'issued' });
      expect(JSON.parse(made?.metadata_json ?? '')).toMatchObject({
        ...{ rack: '7', core_address: 'core.example:50052' },
      });
      const command = (await secrets.locator('code').first().textContent()) ?? '';
      expect(command).toContain(`/api/admin/edge-packages/${made?.package_id}/download'`);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download the archive here' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('roof-poller.tar.gz');
      await page.getByText(/^Downloaded: the download token is used up/).waitFor();
      await page.reload();
      await page.getByText('The secrets were told once').waitFor();
      await page.getByRole('link', { name: 'the package' }).click();
      await panel(page).getByText('Delivered', { exact: true }).first().waitFor();
      await rowOf(page, 'Roof poller').getByText('Delivered').waitFor();
    });
    await onPage('/registry', async (page) => {
      await rowOf(page, 'roof-poller').getByText('edge onboarding').waitFor();
    });
  });

  test('says why a package is refused, keeps what was written, and takes a package back', async () => {
    const REFUSED = { refused: '/api/admin/edge-packages' };
    const draft = 'step=check&type=agent&label=Roof%20agent&parent_id=nobody';
    await onPage(
      `/registry/onboarding/new?${draft}`,
      async (page) => {
        await page.getByRole('button', { name: 'Make the package' }).click();
        await page.getByRole('alert').getByText('nobody').waitFor();
        await page.getByRole('button', { name: 'Back' }).click();
        const parent = page.getByRole('combobox', { name: 'Poller' });
        expect(await parent.inputValue()).toBe('nobody');
        await parent.fill('edge');
        await page.getByRole('button', { name: 'Next' }).click();
        await page.getByRole('button', { name: 'Make the package' }).click();
        await page.getByRole('link', { name: 'To the package' }).click();
        await panel(page).getByRole('button', { name: 'Revoke' }).click();
        await page.getByLabel('Reason').fill('a rehearsal');
        await confirm(page, 'Revoke');
        await rowOf(page, 'Roof agent').getByText('Revoked').waitFor();
        await panel(page).getByText('a rehearsal').waitFor();
        await panel(page).getByRole('button', { name: 'Delete' }).click();
        await confirm(page, 'Delete');
        await rowOf(page, 'Roof agent').waitFor({ state: 'detached' });
        await fact(page, 'Deleted by').waitFor();
      },
      REFUSED,
    );
  });

  test('has a cell for each device and capability, which opens its checks', async () => {
    await onPage('/registry/capabilities', async (page) => {
      const row = rowOf(page, 'host-1');
      await row.getByText('Failing').click();
      await arrive(page, `/registry/capabilities?open=${devices[0]}&of=snmp`);
      expect(await fact(page, 'Why').textContent()).toBe('no answer to GET');
      const checks = panel(page).locator('.happenings');
      await checks.getByText('OK').waitFor();
      expect(await checks.getByRole('listitem').count()).toBe(2);
      await rowOf(page, '10.9.0.2').getByText('Never').waitFor();
      await panel(page).getByRole('button', { name: 'All its capabilities' }).click();
      await checks.getByRole('listitem').nth(3).waitFor();
      await page.getByRole('button', { name: /^icmp: Failing, 1 device/ }).click();
      await until('the rows that fail', async () => (await rowOf(page, '').count()) === 1);
      await rowOf(page, 'host-3').waitFor();
      expect(placeOf(page)).toContain('capability=icmp&state=failed');
      await page.getByRole('button', { name: /^state = failed/ }).click();
      await rowOf(page, 'host-1').waitFor();
    });
  });
});
