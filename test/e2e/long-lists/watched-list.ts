import type { CDPSession, Page } from 'playwright-core';
import { until } from '../../support/until.ts';

/*
 * A long list on a page, moved as a person moves it: wheel, keys, scrollbar. While it moves, each frame
 * is looked at from inside the page; when it stands, its rows are read.
 */

/** A row that is in view. */
export interface SeenRow {
  readonly index: number;
  /** Undefined for a row that is still empty. */
  readonly key: string | undefined;
}

/** What was seen of a list while it moved. Times are for people to read, none is asserted. */
export interface Figures {
  readonly frames: number;
  /** Milliseconds between two frames: half of them, 19 of 20, the longest. */
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  readonly longTasks: number;
  /** Milliseconds of work of the page's main thread, by frame; what other programs took is not in it. */
  readonly workPerFrame: number;
  /** Frames that showed a row which was not there yet. */
  readonly emptyFrames: number;
  readonly mostRows: number;
}

/** What the page holds at rest. */
export interface Holding {
  readonly rows: number;
  readonly nodes: number;
  readonly listeners: number;
  readonly heapBytes: number;
}

interface Seen {
  gaps: number[];
  longTasks: number;
  emptyFrames: number;
  mostRows: number;
}

type Watch = typeof globalThis & { seen: Seen };

const HEAD_PX = 32;
const ROW_PX = 32;

/** Rows that may exist beyond those in view: 12 on either side, and what is cut at the edges. */
const BEYOND = 2 * 12 + 3;

/** A list that is watched. */
export class WatchedList {
  readonly #page: Page;
  readonly #cell: string;
  readonly #session: CDPSession;
  #work = 0;

  private constructor(page: Page, cell: string, session: CDPSession) {
    this.#page = page;
    this.#cell = cell;
    this.#session = session;
  }

  /** Watches the list of a page, each row of which has its key in a cell: as title, or as text. */
  static async open(page: Page, cell: string): Promise<WatchedList> {
    await page.locator(`tr[data-index="0"] ${cell}`).waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.evaluate(watchFrames);
    const box = await page.locator('.grid-scroller').boundingBox();
    if (box === null) throw new Error('the list is not in view');
    await page.mouse.move(box.x + 300, box.y + 200);
    return new WatchedList(page, cell, session);
  }

  /** The most rows that may exist at once, however long the list is. */
  async mostRows(): Promise<number> {
    return Math.ceil((await this.#height()) / ROW_PX) + BEYOND;
  }

  /** Rows that are seen whole at once. */
  async rowsAtOnce(): Promise<number> {
    return Math.floor(((await this.#height()) - HEAD_PX) / ROW_PX);
  }

  #height(): Promise<number> {
    return this.#page.locator('.grid-scroller').evaluate((list) => list.clientHeight);
  }

  /** Turns the wheel so often, once a frame. */
  async wheel(pixels: number, turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      await this.#page.mouse.wheel(0, pixels);
      await this.#page.evaluate(nextFrame);
    }
  }

  /** Holds a key as long as it takes to repeat so often, at every other frame. */
  async hold(key: string, repeats: number): Promise<void> {
    for (let repeat = 0; repeat < repeats; repeat++) {
      await this.#page.keyboard.press(key);
      await this.#page.evaluate(nextFrame);
      await this.#page.evaluate(nextFrame);
    }
  }

  /** Takes the thumb of the scrollbar from the top to the bottom, in so many moves, one a frame. */
  async drag(moves: number): Promise<void> {
    const list = this.#page.locator('.grid-scroller');
    const box = await list.boundingBox();
    if (box === null) throw new Error('the list is not in view');
    const bar = await list.evaluate((element) =>
      element instanceof HTMLElement ? element.offsetWidth - element.clientWidth : 0,
    );
    if (bar === 0) throw new Error('the list shows no scrollbar');
    const x = box.x + box.width - bar / 2;
    const top = box.y + bar + 4;
    await this.#page.mouse.move(x, top);
    await this.#page.mouse.down();
    for (let move = 1; move <= moves; move++) {
      await this.#page.mouse.move(x, top + (move / moves) * box.height);
      await this.#page.evaluate(nextFrame);
    }
    await this.#page.mouse.up();
    await this.#page.mouse.move(box.x + 300, box.y + 200);
  }

  /** Waits until the list stands and every row in view is there; answers these rows. */
  async settled(): Promise<readonly SeenRow[]> {
    let before = -1;
    return until('the rows in view', async () => {
      const { top, rows } = await this.#page.evaluate(readRows, this.#cell);
      const stands = top === before && rows.length > 0;
      before = top;
      return stands && rows.every(({ key }) => key !== undefined) && rows;
    });
  }

  /** Moves on by less than what is in view and reads every row, from the first to the last one. */
  async walk(): Promise<ReadonlyMap<number, string>> {
    const found = new Map<number, string>();
    const stride = ((await this.rowsAtOnce()) - 1) * ROW_PX;
    for (;;) {
      const rows = await this.settled();
      const size = found.size;
      for (const { index, key = '' } of rows) {
        const known = found.get(index);
        if (known !== undefined && known !== key) throw new Error(`row ${index} changed`);
        found.set(index, key);
      }
      if (found.size === size) return found;
      const top = await this.#top();
      await this.#page.mouse.wheel(0, stride);
      await until('the list has moved, or is at its end', async () => {
        const now = await this.#top();
        return now > top || now >= (await this.#lowest());
      });
    }
  }

  #top(): Promise<number> {
    return this.#page.locator('.grid-scroller').evaluate((list) => list.scrollTop);
  }

  #lowest(): Promise<number> {
    return this.#page
      .locator('.grid-scroller')
      .evaluate((list) => list.scrollHeight - list.clientHeight);
  }

  /** The row that has the focus; undefined while none has, or it is not whole in view. */
  focused(): Promise<number | undefined> {
    return this.#page.evaluate(readFocused);
  }

  /** What was seen since the last time. */
  async figures(): Promise<Figures> {
    const { gaps, ...seen } = await this.#page.evaluate(takeSeen);
    const work = await this.#workMs();
    const spent = work - this.#work;
    this.#work = work;
    const sorted = gaps.toSorted((one, other) => one - other);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    return {
      frames: gaps.length,
      ...{ p50: at(0.5), p95: at(0.95), longest: at(1) },
      ...seen,
      workPerFrame: spent / Math.max(1, gaps.length),
    };
  }

  async #workMs(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  }

  /** What the page holds once what nobody needs is gone. */
  async holding(): Promise<Holding> {
    await this.#session.send('HeapProfiler.collectGarbage');
    const { nodes, jsEventListeners } = await this.#session.send('Memory.getDOMCounters');
    const { usedSize } = await this.#session.send('Runtime.getHeapUsage');
    const rows = await this.#page.locator('tr[data-index]').count();
    return { rows, nodes, listeners: jsEventListeners, heapBytes: usedSize };
  }
}

/* What follows runs in the page. */

function watchFrames(): void {
  const watch = globalThis as Watch;
  const fresh = (): Seen => ({ gaps: [], longTasks: 0, emptyFrames: 0, mostRows: 0 });
  watch.seen = fresh();
  new PerformanceObserver((list) => {
    watch.seen.longTasks += list.getEntries().length;
  }).observe({ entryTypes: ['longtask'] });
  const list = document.querySelector('.grid-scroller');
  if (list === null) throw new Error('there is no list');
  let before: number | undefined;
  const look = (now: number) => {
    const { seen } = watch;
    if (before !== undefined) seen.gaps.push(now - before);
    before = now;
    seen.mostRows = Math.max(seen.mostRows, list.querySelectorAll('tr[data-index]').length);
    const { left, top, bottom } = list.getBoundingClientRect();
    const isEmpty = [top + 48, (top + bottom) / 2, bottom - 24].some((y) => {
      const row = document.elementFromPoint(left + 60, y)?.closest('tr[data-index]') ?? null;
      return row === null || row.querySelector('.pending') !== null;
    });
    if (isEmpty) seen.emptyFrames++;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function nextFrame(): Promise<void> {
  return new Promise((done) => requestAnimationFrame(() => done()));
}

function takeSeen(): Seen {
  const watch = globalThis as Watch;
  const { seen } = watch;
  watch.seen = { gaps: [], longTasks: 0, emptyFrames: 0, mostRows: 0 };
  return seen;
}

function readRows(cell: string): { top: number; rows: SeenRow[] } {
  const list = document.querySelector('.grid-scroller');
  if (list === null) return { top: 0, rows: [] };
  const { top, bottom } = list.getBoundingClientRect();
  const rows = [...list.querySelectorAll<HTMLElement>('tr[data-index]')].flatMap((row) => {
    const box = row.getBoundingClientRect();
    if (box.bottom <= top + 32 || box.top >= bottom) return [];
    const element = row.querySelector<HTMLElement>(cell);
    const key = element?.title || element?.textContent || undefined;
    return [{ index: Number(row.dataset.index), key }];
  });
  return { top: list.scrollTop, rows };
}

function readFocused(): number | undefined {
  const list = document.querySelector('.grid-scroller');
  const row = document.activeElement?.closest<HTMLElement>('tr[data-index]');
  if (list === null || row === null || row === undefined) return undefined;
  const box = row.getBoundingClientRect();
  const { top, bottom } = list.getBoundingClientRect();
  const isWhole = box.top >= top + 32 && box.bottom <= bottom;
  return isWhole ? Number(row.dataset.index) : undefined;
}
