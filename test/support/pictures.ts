import type { Page } from 'playwright-core';
import type { LOOKS } from './browser.ts';
import { until } from './until.ts';

/** No picture of README and guide is larger. */
export const MOST_BYTES = 150_000;

/** A picture of the console. */
export interface Picture {
  /** Name of the file in `docs/images`, without `.png`. */
  readonly name: string;
  readonly look: keyof typeof LOOKS;
  /** `{host}` is the page of the machine that is measured, `{core}` that of a switch. */
  readonly path: string;
  /** All that must be there. */
  readonly shows: readonly string[];
  /** What is done before the picture is taken. */
  readonly open?: (page: Page) => Promise<void>;
}

/** How often a page shows more or less coming in. */
const WAVES = 40;

/** Sends now more, now less, until the lines of the last minutes have a shape. */
async function seeTraffic(page: Page): Promise<void> {
  const line = page.locator('.tile path').last();
  for (let wave = 0; wave < WAVES; wave++) {
    const before = await line.getAttribute('d');
    const count = Math.round(400 + 300 * Math.sin(wave / 3) + 200 * Math.sin(wave));
    const rows = Array.from({ length: count }, (_, row) => {
      const timestamp = new Date(Date.now() - row).toISOString();
      return JSON.stringify({ timestamp, service_name: 'shop', body: `order ${wave}-${row}` });
    });
    const headers = { 'content-type': 'application/x-ndjson' };
    await page.request.post('/api/ingest/logs', { headers, data: rows.join('\n') });
    await until('another point', async () => (await line.getAttribute('d')) !== before);
  }
}

const OVERVIEW = [
  ...['.problems', '.checks li >> nth=4', '.stack tr >> nth=5', '.sparkline >> nth=1'],
  '.facts a >> text=/[KMG]iB/',
];
const HOST = ['#cpu canvas', '#memory canvas', '#disk canvas', 'tr[data-index="2"]'];

/** Every picture of README and guide, taken by `npm run pictures`. */
export const PICTURES: readonly Picture[] = [
  { name: 'overview-light', look: 'light', path: '/', shows: OVERVIEW },
  { name: 'overview-dark', look: 'dark', path: '/', shows: OVERVIEW },
  { name: 'device-light', look: 'light', path: '{host}?range=3h', shows: HOST },
  { name: 'device-dark', look: 'dark', path: '{host}?range=6h', shows: HOST },
  { name: 'phone', look: 'phone', path: '{host}?range=3h', shows: HOST },
  {
    name: 'devices',
    look: 'light',
    path: '/devices?source=snmp',
    shows: ['tr[data-index="20"] a'],
  },
  {
    name: 'device-explained',
    look: 'light',
    path: '{core}?explain=hostname',
    shows: ['.claims li >> nth=2', '.tags'],
  },
  {
    name: 'device-network',
    look: 'light',
    path: '{core}?part=network',
    shows: ['.topology canvas', 'tr[data-index="3"]'],
  },
  {
    name: 'registry',
    look: 'light',
    path: '/registry?open=poller/poller-vie1',
    shows: ['tr[data-index="8"]', 'aside >> text=Not healthy'],
  },
  {
    name: 'onboarding',
    look: 'light',
    path: '/registry/onboarding/new?type=poller&step=details&label=Vienna%20cellar&site=vie1',
    shows: ['text=What a poller cannot start without'],
  },
  {
    name: 'capabilities',
    look: 'light',
    path: '/registry/capabilities',
    shows: ['tr[data-index="5"]', 'text=Degraded'],
  },
  { name: 'users', look: 'light', path: '/settings/users', shows: ['tr[data-index="5"]'] },
  {
    name: 'token',
    look: 'light',
    path: '/settings/tokens?new=token',
    shows: ['dialog form', 'tr[data-index="3"]'],
    open: async (page) => {
      await page.getByLabel('What it is for').fill('backup of the inventory');
      await page.getByRole('combobox', { name: 'Whose' }).click();
      await page.getByRole('option', { name: /^grace/ }).waitFor();
    },
  },
  {
    name: 'ingest',
    look: 'light',
    path: '/ingest',
    shows: ['tr[data-index="9"]', 'td path[d^=M]'],
    open: seeTraffic,
  },
  {
    name: 'dead-letters',
    look: 'light',
    path: '/ingest/dead-letters',
    shows: ['tr[data-index="5"]'],
    open: async (page) => {
      await page
        .locator('tr[data-index]', { hasText: 'unknown_field' })
        .locator('td')
        .last()
        .click();
      await page.locator('aside .original').waitFor();
    },
  },
  { name: 'storage', look: 'light', path: '/storage', shows: ['tr[data-index="8"]'] },
];
