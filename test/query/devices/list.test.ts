import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import {
  createDeviceCounter,
  type DeviceFilter,
  type DeviceListRequest,
  everyDevice,
  getDevice,
  getDevices,
  listDevices,
  metricKinds,
  readSearchTerm,
} from '../../../src/query/index.ts';
import { manualClock } from '../../support/clock.ts';
import {
  createTestDatabase,
  describeEachEngine,
  type TestDatabase,
} from '../../support/database.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { store } from '../samples.ts';
import { insertDevices } from './inventory.ts';

const ALL: DeviceListRequest = {
  filter: everyDevice(null),
  order: { sort: 'device_id', descending: false },
  limit: 100,
  start: { offset: 0 },
};

describeEachEngine('the list of devices', (engine) => {
  let db: TestDatabase;
  const clock = manualClock('2026-03-10T12:00:00Z');
  beforeEach(async () => {
    db = await createTestDatabase(engine);
  });
  afterEach(async () => db?.drop());

  const list = (filter: Partial<DeviceFilter> = {}, more: Partial<DeviceListRequest> = {}) =>
    listDevices(
      db.database,
      { ...ALL, filter: { ...ALL.filter, ...filter }, ...more },
      createDeviceCounter(clock),
    );
  const ids = async (...asked: Parameters<typeof list>) =>
    (await list(...asked)).devices.map((device) => device.device_id);

  test('leaves out what is hidden, and so does everything that reads one device', async () => {
    await insertDevices(db, {
      a: { hidden_by: 'deletion', ip: '192.0.2.1' },
      b: { hidden_by: 'merge' },
      c: { metadata: { _merged_into: 'never seen' }, ip: '192.0.2.1' },
    });
    expect(await ids()).toEqual(['c']);
    expect((await list()).total).toBe(1);
    expect(await getDevice(db.database, 'a', null)).toBeUndefined();
    const batch = { ids: ['a', 'b', 'c'], ips: ['192.0.2.1'], partitions: null };
    expect((await getDevices(db.database, batch)).map((one) => one.device_id)).toEqual(['c']);
  });

  test('tells online, offline and unknown apart', async () => {
    await insertDevices(db, {
      up: { is_available: true },
      down: { is_available: false },
      what: {},
    });
    expect(await ids({ status: 'online' })).toEqual(['up']);
    expect(await ids({ status: 'offline' })).toEqual(['down']);
    expect(await ids({ status: 'unknown' })).toEqual(['what']);
  });

  test('is filtered by address, source, type, partition, tag and capability', async () => {
    await insertDevices(db, {
      a: { ip: '192.0.2.1', partition: 'east', discovery_sources: ['snmp', 'sweep'] },
      b: { ip: '192.0.2.1', partition: 'west', discovery_sources: ['armis'] },
      c: { ip: '192.0.2.2', partition: 'east', device_type: 'router' },
    });
    await db.database.script(
      'test.beside',
      `insert into radar.device_annotations (device_id, tags, updated_by) values ('a', '{core}', 'me');
       insert into radar.device_capability_registry (device_id, capability, service_id, last_checked, enabled)
       values ('b', 'snmp', '', now(), true), ('c', 'snmp', '', now(), false)`,
    );
    expect(await ids({ ip: '192.0.2.1' })).toEqual(['a', 'b']);
    expect(await ids({ source: 'sweep' })).toEqual(['a']);
    expect(await ids({ type: 'router' })).toEqual(['c']);
    expect(await ids({ partition: 'east' })).toEqual(['a', 'c']);
    expect(await ids({ tag: 'core' })).toEqual(['a']);
    expect(await ids({ capability: 'snmp' })).toEqual(['b']);
    expect(await ids({ partitions: ['west'] })).toEqual(['b']);
    expect(await ids({ partitions: [] })).toEqual([]);
    expect(await ids({ partitions: ['west'], partition: 'east' })).toEqual([]);
  });

  test('sorts both ways with absent values last, and by id where values are equal', async () => {
    const seen = (second: number) => ({ last_seen: `2026-03-10T12:00:0${second}Z` });
    await insertDevices(db, { d: seen(1), a: seen(2), c: seen(1), b: {} });
    const sorted = (descending: boolean) => ids({}, { order: { sort: 'last_seen', descending } });
    expect(await sorted(true)).toEqual(['a', 'c', 'd', 'b']);
    expect(await sorted(false)).toEqual(['c', 'd', 'a', 'b']);
  });

  test('counts all that match, whichever page is asked for, and nothing behind a cursor', async () => {
    await insertDevices(db, Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id) => [id, {}])));
    for (const [offset, page] of [
      [0, 'ab'],
      [2, 'cd'],
      [4, 'e'],
      [5, ''],
      [1e15, ''],
    ] as const) {
      const told = await list({}, { limit: 2, start: { offset } });
      expect(told.devices.map((device) => device.device_id).join('')).toBe(page);
      expect(told).toMatchObject({ total: 5, relation: 'exact' });
    }
    const { next } = await list({}, { limit: 2 });
    expect(await list({}, { start: { cursor: next ?? '' } })).toMatchObject({
      total: null,
      next: null,
    });
    expect((await list({ search: readSearchTerm('zzz') })).total).toBe(0);
  });

  test('walked by cursor holds every device once, in the order of its pages, whatever is asked', async () => {
    await db.database.execute(
      'test.devices',
      sql`insert into radar.unified_devices
            (device_id, partition, hostname, ip, is_available, first_seen, last_seen, field_origins,
             source_details, metadata_by_source)
          select 'device-' || n, 'default', case when n % 3 > 0 then 'host-' || n % 5 end,
                 case when n % 4 > 0 then '10.0.0.' || n % 6 end, n % 2 = 0,
                 case when n % 5 > 0 then timestamptz '2026-03-01 00:00:00+00' + (n % 3) * interval '1 hour' end,
                 case when n % 7 > 0 then timestamptz '2026-03-10 00:00:00+00' + (n % 4) * interval '1 hour' end,
                 '{}', '{}', '{}' from generate_series(1, 43) as n`,
    );
    const sort = fc.constantFrom(
      ...(['last_seen', 'first_seen', 'hostname', 'ip', 'device_id'] as const),
    );
    const status = fc.constantFrom(undefined, 'online', 'offline') as fc.Arbitrary<
      'online' | undefined
    >;
    const text = fc.constantFrom(undefined, 'device-1', 'host');
    await fc.assert(
      fc.asyncProperty(
        fc.record({ sort, status, text, descending: fc.boolean(), fit: fc.boolean() }),
        fc.integer({ min: 1, max: 50 }),
        async ({ status: state, text: search, fit, ...order }, limit) => {
          const filter = { status: state, search: readSearchTerm(search) };
          const asked = { order: fit ? ('fit' as const) : order, limit };
          const whole = await ids(filter, { ...asked, limit: 100 });
          const walked: string[] = [];
          let cursor: string | null = null;
          do {
            const start: DeviceListRequest['start'] = cursor === null ? { offset: 0 } : { cursor };
            const page = await list(filter, { ...asked, start });
            expect(page.devices.length).toBeLessThanOrEqual(limit);
            walked.push(...page.devices.map((device) => device.device_id));
            // Cursors that lead round in a circle fail here, and not by taking for ever.
            expect(walked.length).toBeLessThanOrEqual(whole.length);
            cursor = page.next;
          } while (cursor !== null);
          expect(walked).toEqual(whole);
          const paged = await ids(filter, {
            ...asked,
            start: { offset: Math.floor(whole.length / 2) },
          });
          expect(paged).toEqual(whole.slice(Math.floor(whole.length / 2)).slice(0, limit));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('goes on by cursor where a device was, though it and others came and went', async () => {
    await insertDevices(db, Object.fromEntries(['b', 'd', 'f', 'h'].map((id) => [id, {}])));
    const { next } = await list({}, { limit: 2 });
    await db.database.script(
      'test.gone',
      "delete from radar.unified_devices where device_id = 'd'",
    );
    await insertDevices(db, { a: {}, e: {} });
    expect(await ids({}, { start: { cursor: next ?? '' } })).toEqual(['e', 'f', 'h']);
  });

  test('refuses a cursor of another filter, order or caller, and what is none', async () => {
    await insertDevices(db, { a: {}, b: {} });
    const cursor = (await list({}, { limit: 1 })).next ?? '';
    const refused = async (...asked: Parameters<typeof list>) =>
      expectRadarError(list(asked[0], { start: { cursor }, ...asked[1] }), 'REQUEST_INVALID');
    await refused({ status: 'online' });
    await refused({ partitions: ['default'] });
    await refused({}, { order: { sort: 'ip', descending: false } });
    for (const none of ['', 'x', 'bnVsbA', Buffer.from('[1,2]').toString('base64url')]) {
      await refused({}, { start: { cursor: none } });
    }
  });

  test('counts anew each time while counting takes no time', async () => {
    const counter = createDeviceCounter(clock);
    const count = async () => (await listDevices(db.database, ALL, counter)).total;
    await insertDevices(db, { a: {} });
    expect(await count()).toBe(1);
    await insertDevices(db, { b: {} });
    expect(await count()).toBe(2);
  });

  test('knows which kinds of metrics devices have of the last six hours, under all of their ids', async () => {
    const ago = (hours: number) => clock.now() - hours * 3_600_000_000;
    await store(db, clock, {
      dataset: 'memory_metrics',
      rows: [
        { device_id: 'b-memory', timestamp: ago(5.99) },
        { device_id: 'd-old', timestamp: ago(6) },
        { device_id: 'once', timestamp: ago(1) },
      ],
    });
    await store(db, clock, {
      dataset: 'process_metrics',
      rows: [{ device_id: 'c-process', pid: 1, timestamp: ago(0) }],
    });
    const polled = { metric_name: 'm', value: 1, device_id: 'f-polled' };
    await store(db, clock, {
      dataset: 'timeseries_metrics',
      rows: [
        { ...polled, metric_type: 'icmp', timestamp: ago(1), row_key: Buffer.from('1') },
        { ...polled, metric_type: 'SNMP', timestamp: ago(2), row_key: Buffer.from('2') },
        { ...polled, metric_type: 'old', timestamp: ago(7), row_key: Buffer.from('3') },
      ],
    });
    await db.database.script(
      'test.redirect',
      "insert into radar.device_redirects (old_id, device_id, since, partition, identity) values ('once', 'g-merged', now(), 'default', 'id:once')",
    );
    const asked = ['a-none', 'b-memory', 'c-process', 'd-old', 'f-polled', 'g-merged'];
    const found = await metricKinds(db.database, asked, clock.now());
    expect(Object.fromEntries([...found].map(([id, kinds]) => [id, [...kinds].sort()]))).toEqual({
      'a-none': [],
      'b-memory': ['sysmon'],
      'c-process': ['sysmon'],
      'd-old': [],
      'f-polled': ['icmp', 'snmp'],
      'g-merged': ['sysmon'],
    });
    expect(await metricKinds(db.database, [], clock.now())).toEqual(new Map());
  });

  test('leads from an id of old to the device, through steps, and out of circles', async () => {
    await insertDevices(db, { now: { ip: '192.0.2.7' }, other: { partition: 'west' } });
    await db.database.script(
      'test.redirects',
      `insert into radar.device_redirects (old_id, device_id, since, partition, identity)
       select old_id, device_id, now(), 'default', 'id:' || old_id
         from (values ('first', 'second'), ('second', 'now'), ('round', 'about'), ('about', 'round'),
                      ('lost', 'nowhere'), ('elsewhere', 'other')) as given (old_id, device_id)`,
    );
    const found = await getDevice(db.database, 'first', null);
    expect([found?.device.device_id, found?.redirectedFrom]).toEqual(['now', 'first']);
    for (const id of ['round', 'lost']) {
      expect(await getDevice(db.database, id, null)).toBeUndefined();
    }
    expect(await getDevice(db.database, 'elsewhere', ['east'])).toBeUndefined();
    expect(await getDevice(db.database, '192.0.2.7', null)).toBeUndefined();
    const batch = { ids: ['second', 'now'], ips: ['192.0.2.7'], partitions: null };
    expect((await getDevices(db.database, batch)).map((one) => one.device_id)).toEqual(['now']);
  });
});
