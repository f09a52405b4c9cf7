import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Served, serve } from '../served.ts';
import { idsOf, links, send, tell } from './asked.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => served?.close());

const COUNT = 23;
const NUMBERS = Array.from({ length: COUNT }, (_, index) => index + 1);
const address = (number: number) => `192.0.2.${number}`;

/** Each test has devices of its own: those of a partition. */
let partition = '';
let made = 0;
const idOf = (number: number) => `${partition}:${address(number)}`;
const all = () => NUMBERS.map(idOf);

beforeEach(async () => {
  made += 1;
  partition = `site${made}`;
  const told = NUMBERS.map((number) => ({
    partition,
    ip: address(number),
    source: 'snmp',
    hostname: number % 3 === 0 ? undefined : `host-${number % 4}`,
    // Of many devices the time is the same.
    timestamp: `2026-03-10T10:0${number % 5}:00Z`,
  }));
  await tell(served, ...told);
});

const list = (query: string) => served.get(`/api/devices?partition=${partition}&${query}`);

/** Walks a list by its cursors, and does something after each page. */
async function walk(query: string, between: (page: number) => Promise<void> = async () => {}) {
  const found: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 1; ; page++) {
    const onward = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await list(`limit=4&${query}${onward}`);
    expect(answer.status).toBe(200);
    found.push(...idsOf(answer));
    cursor = answer.headers['x-next-cursor'] as string | undefined;
    if (cursor === undefined) return found;
    await between(page);
  }
}

test.each(['last_seen', '-last_seen', 'first_seen', 'hostname', '-hostname', 'ip', '-device_id'])(
  'the cursors of a list sorted by %s lead to every device once, in the order of one great page',
  async (sort) => {
    const whole = idsOf(await list(`limit=1000&sort=${sort}`));
    expect([...whole].sort()).toEqual(all().sort());
    expect(await walk(`sort=${sort}`)).toEqual(whole);
  },
);

test('a walk by id loses and doubles nothing though devices are seen again, come and go', async () => {
  const gone = new Set<unknown>();
  const found = await walk('sort=device_id', async (page) => {
    const again = NUMBERS.slice(0, 12).map((number) => ({
      partition,
      ip: address(number),
      source: 'snmp',
      hostname: `renamed-${page}`,
      timestamp: `2026-03-10T11:00:0${page}Z`,
    }));
    await tell(served, ...again, {
      partition,
      ip: `198.51.100.${page}`,
      timestamp: '2026-03-10T11:00:00Z',
    });
    const victim = idOf(page + 12);
    gone.add(victim);
    const deleted = await send(served, { method: 'DELETE', url: `/api/devices/${victim}` });
    expect(deleted.status).toBe(200);
  });
  expect(new Set(found).size).toBe(found.length);
  expect(found).toEqual(expect.arrayContaining(all().filter((id) => !gone.has(id))));
});

test('a walk by time doubles no device and loses none that is not seen meanwhile', async () => {
  const moved = new Set<unknown>();
  const found = await walk('sort=-last_seen', async (page) => {
    moved.add(idOf(page));
    await tell(served, {
      partition,
      ip: address(page),
      source: 'snmp',
      timestamp: `2026-03-10T11:00:0${page}Z`,
    });
  });
  expect(new Set(found).size).toBe(found.length);
  expect(found).toEqual(expect.arrayContaining(all().filter((id) => !moved.has(id))));
});

test('a page by its link and by its cursor is the same one', async () => {
  const first = await list('limit=5&status=unknown&sort=hostname');
  const cursor = String(first.headers['x-next-cursor']);
  const byLink = await served.get(links(first).next ?? '');
  const query = new URLSearchParams({ limit: '5', status: 'unknown', sort: 'hostname', cursor });
  const byCursor = await list(`${query}`);
  expect(idsOf(byLink)).toHaveLength(5);
  expect(idsOf(byCursor)).toEqual(idsOf(byLink));
  expect(byCursor.headers).not.toHaveProperty('x-total-count');
  const onward = await served.get(links(byCursor).next ?? '');
  expect(idsOf(onward)).toHaveLength(5);
});

test('page and limit work as they always did, with what cannot be used taken for the default', async () => {
  const whole = idsOf(await list('sort=device_id'));
  const pages: unknown[] = [];
  for (const page of [1, 2, 3]) {
    const answer = await list(`sort=device_id&limit=10&page=${page}`);
    expect(answer.headers).toMatchObject({
      'x-total-count': String(COUNT),
      'x-total-count-relation': 'exact',
    });
    pages.push(...idsOf(answer));
  }
  expect(pages).toEqual(whole);
  const beyond = await list('limit=10&page=4');
  expect([beyond.status, beyond.body]).toEqual([200, []]);
  expect(idsOf(await list('limit=none&page=-1'))).toHaveLength(COUNT);
});

test('a cursor of another question, together with a page, or that is none, is refused with a reason', async () => {
  const first = await list('limit=2&status=unknown');
  const cursor = String(first.headers['x-next-cursor']);
  for (const [query, told] of [
    [`status=online&cursor=${cursor}`, 'another query'],
    [`sort=ip&status=unknown&cursor=${cursor}`, 'another query'],
    [`status=unknown&page=2&cursor=${cursor}`, 'exclude each other'],
    ['cursor=made-up', 'none that this server gave'],
  ]) {
    const answer = await list(`${query}`);
    expect(answer.body).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    expect(answer.body.message).toContain(told);
    expect(answer.body.hint).toBeTruthy();
  }
});

test.each(['-last_seen', 'hostname', 'device_id', undefined])(
  'a cursor that somebody changed is refused, and never a fault of the server: %s',
  async (sort) => {
    const query = sort === undefined ? 'search=host' : `sort=${sort}`;
    const first = await list(`limit=2&${query}`);
    const parts = JSON.parse(
      Buffer.from(String(first.headers['x-next-cursor']), 'base64url').toString(),
    ) as unknown[];
    for (const [value, id] of [
      ['text', 'a'],
      ['text', 'a\u0000b'],
      ['text\u0000', 'a'],
      [7, 'a'],
      [1e300, 'a'],
      [true, 'a'],
      [null, 7],
      [null, 'a'],
    ]) {
      const text = JSON.stringify([parts[0], parts[1], value, id]);
      const cursor = Buffer.from(text).toString('base64url');
      const { status, body } = await list(`limit=2&${query}&cursor=${cursor}`);
      expect([200, 400]).toContain(status);
      if (status === 400) expect(body.message).toContain('none that this server gave');
    }
    const foreign = Buffer.from(JSON.stringify([parts[0], parts[1], true, 'a']));
    expect((await list(`${query}&cursor=${foreign.toString('base64url')}`)).status).toBe(400);
  },
);

test('what has not changed is not sent again, and what has changed is', async () => {
  for (const url of [
    `/api/devices?sort=device_id&partition=${partition}`,
    `/api/devices/${idOf(1)}`,
  ]) {
    const before = await served.get(url);
    const tag = String(before.headers.etag);
    expect(tag).toMatch(/^W\/"/);
    const same = await served.get(url, { 'if-none-match': tag });
    expect([same.status, same.text]).toEqual([304, '']);
    await tell(served, {
      partition,
      ip: address(1),
      source: 'snmp',
      hostname: `now-${url.length}`,
      timestamp: `2026-03-10T11:0${url.length % 10}:00Z`,
    });
    const after = await served.get(url, { 'if-none-match': tag });
    expect(after.status).toBe(200);
    expect(after.headers.etag).not.toBe(tag);
  }
});
