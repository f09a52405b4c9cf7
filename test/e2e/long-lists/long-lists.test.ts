import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, LOOKS, openBrowser } from '../../support/browser.ts';
import { type Ground, makeGround, type Program, startProgram } from '../../support/program.ts';
import { until } from '../../support/until.ts';
import { visit } from '../../support/visit.ts';
import { CAPABILITIES, checkCapabilities, observeDevices, reportServices } from './crowd.ts';
import { type Figures, type Holding, WatchedList } from './watched-list.ts';

/** `npm run prove:console` fills the store as far as a list may go; `npm test` does the same with less. */
const PROVE = process.env.RADARSTORE_PROVE_CONSOLE !== undefined;
const DEVICES = PROVE ? 100_000 : 900;
const BRANCHES = PROVE
  ? { pollers: 200, agents: 10, checkers: 10 }
  : { pollers: 5, agents: 5, checkers: 10 };
const CHECKED = PROVE ? 1_000 : 520;
/** Frames for which each way of moving is watched. */
const FRAMES = PROVE ? 300 : 10;
const TIMEOUT_MS = PROVE ? 1_800_000 : 120_000;

/** A screen on which many rows are seen at once: a list that is read from end to end is read sooner. */
const TALL = { ...LOOKS.light, height: 2_160 };

const MIB = 2 ** 20;
/** What a walk through a list may leave in memory: far less than the rows that it passed. */
const MOST_KEPT_BYTES = 48 * MIB;

interface List {
  readonly name: string;
  readonly path: string;
  /** Where a row has its key. */
  readonly cell: string;
  /** Every key, in the order in which the list must show them. */
  readonly keys: () => readonly string[];
}

describeInBrowser('a long list of the console', () => {
  let ground: Ground;
  let program: Program;
  let browser: Browser;
  let expected: Record<'devices' | 'services' | 'checked', readonly string[]>;

  beforeAll(async () => {
    ground = await makeGround();
    const args = ['--data-dir', ground.dataDir, '--no-host-receiver-enabled'];
    program = await startProgram({ args });
    const { url } = program;
    expected = {
      devices: await observeDevices(url, DEVICES),
      services: await reportServices(url, BRANCHES),
      checked: await checkCapabilities(url, CHECKED),
    };
    browser = await openBrowser({ showScrollbars: true });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await ground?.close();
  });

  const LISTS: readonly List[] = [
    {
      name: 'devices',
      path: '/devices?devices.sort=device_id',
      cell: 'td:nth-child(4) code',
      keys: () => expected.devices,
    },
    {
      name: 'the tree of services',
      path: '/registry',
      cell: '.tree-name > span[title]',
      keys: () => expected.services,
    },
    {
      name: `the matrix of ${CAPABILITIES.length} capabilities`,
      path: `/registry/capabilities?matrix.columns=device_id,${CAPABILITIES.map((one) => `can.${one}`)}`,
      cell: 'td:first-child',
      keys: () => expected.checked,
    },
  ];

  test.each(LISTS)(
    'shows each of its rows once and in its place, however it is scrolled: $name',
    {
      timeout: TIMEOUT_MS,
    },
    async (kind) => {
      await visit(browser, { url: program.url, path: kind.path, look: TALL }, async (page) => {
        const list = await WatchedList.open(page, kind.cell);
        await readToTheEnd(list, kind);
        await page.setViewportSize(LOOKS.light);
        await moveAbout(page, list, kind);
      });
    },
  );

  async function readToTheEnd(list: WatchedList, { name, keys }: List): Promise<void> {
    const before = await list.holding();
    const found = await list.walk();
    const order = [...found].sort(([one], [other]) => one - other);
    expect(order.map(([index]) => index)).toEqual(keys().map((_, index) => index));
    expect(order.map(([, key]) => key)).toEqual(keys());
    const most = await list.mostRows();
    expect((await list.figures()).mostRows).toBeLessThanOrEqual(most);
    const after = await list.holding();
    expect(after.rows).toBeLessThanOrEqual(most);
    expect(after.nodes).toBeLessThan(2 * before.nodes);
    expect(after.listeners).toBeLessThan(2 * before.listeners);
    expect(after.heapBytes - before.heapBytes).toBeLessThan(MOST_KEPT_BYTES);
    tellHolding(`${name}, opened`, before);
    tellHolding(`${name}, read to its end`, after);
  }

  async function moveAbout(page: Page, list: WatchedList, { name, keys }: List): Promise<void> {
    const last = keys().length - 1;
    const most = await list.mostRows();
    const atOnce = (await list.rowsAtOnce()) - 1;
    const reached = (index: number) =>
      until(`row ${index}`, async () => (await list.focused()) === index);
    const home = async () => {
      await page.locator('tr[data-index]').first().focus();
      await page.keyboard.press('Home');
      await reached(0);
    };
    /** Every row in view is there, is the one that stands at its place, and few others exist. */
    const seen = async (what: string) => {
      const figures = await list.figures();
      expect(figures.mostRows, what).toBeLessThanOrEqual(most);
      tell(`${name}, ${what}`, figures);
      const rows = await list.settled();
      expect(rows).toEqual(rows.map(({ index }) => ({ index, key: keys()[index] })));
      return rows;
    };
    await home();
    await list.figures();
    for (const pixels of [100, 400, 1_500]) {
      await list.wheel(pixels, FRAMES);
      await seen(`wheel of ${pixels} px`);
    }
    await home();
    const pages = Math.min(FRAMES, Math.floor(last / atOnce));
    await list.hold('PageDown', pages);
    await reached(pages * atOnce);
    await seen('PageDown held');
    await page.keyboard.press('End');
    await reached(last);
    expect((await seen('End')).at(-1)?.index).toBe(last);
    await home();
    await seen('Home');
    await list.drag(FRAMES);
    expect((await seen('scrollbar from top to bottom')).at(-1)?.index).toBe(last);
  }
});

function tell(what: string, figures: Figures): void {
  if (!PROVE) return;
  const { frames, p50, p95, longest, longTasks, workPerFrame, emptyFrames, mostRows } = figures;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  console.log(
    `${what}: ${frames} frames, every ${ms(p50)} (p95 ${ms(p95)}, longest ${ms(longest)}), ` +
      `${ms(workPerFrame)} of work each, ${longTasks} long tasks, ` +
      `${emptyFrames} with an empty row, at most ${mostRows} rows in the document`,
  );
}

function tellHolding(what: string, { rows, nodes, listeners, heapBytes }: Holding): void {
  if (!PROVE) return;
  const heap = `${(heapBytes / MIB).toFixed(1)} MiB of heap`;
  console.log(`${what}: ${rows} rows, ${nodes} nodes, ${listeners} listeners, ${heap}`);
}
