import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from '../../src/database/index.ts';
import {
  type DeviceListRequest,
  devicesWithSysmon,
  getDevice,
  listDevices,
} from '../../src/query/index.ts';
import { manualClock } from '../support/clock.ts';
import { createTestDatabase, describeEachEngine, type TestDatabase } from '../support/database.ts';
import { store } from './samples.ts';

const ALL: DeviceListRequest = {
  limit: 100,
  offset: 0,
  search: undefined,
  status: undefined,
  sort: 'device_id',
  descending: false,
};

describeEachEngine('the device reader', (engine) => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase(engine);
  });
  afterEach(async () => db?.drop());

  /** Devices with nothing but an id, and what a test gives them. */
  const insert = async (devices: { [id: string]: { [column: string]: unknown } }) => {
    for (const [id, columns] of Object.entries(devices)) {
      const { metadata = {}, ...rest } = columns;
      await db.database.execute(
        'test.device',
        sql`insert into radar.unified_devices
              (device_id, ip, hostname, mac, is_available, last_seen, metadata, field_origins, source_details)
            select ${id}, ip, hostname, mac, is_available, last_seen, ${JSON.stringify(metadata)}::jsonb, '{}', '{}'
              from jsonb_to_record(${JSON.stringify(rest)}::jsonb)
                as given (ip text, hostname text, mac text, is_available boolean, last_seen timestamptz)`,
      );
    }
  };
  const ids = async (more: Partial<DeviceListRequest> = {}) => {
    const list = await listDevices(db.database, { ...ALL, ...more });
    return list.devices.map((device) => device.device_id);
  };

  test('hides devices that were deleted, however the flag is spelt', async () => {
    await insert({
      a: { metadata: { _deleted: 'true' } },
      b: { metadata: { deleted: 'TRUE' } },
      c: { metadata: { _deleted: true } },
      d: { metadata: { _deleted: 'false', deleted: '' } },
      e: { metadata: { deleted_at: 'yesterday' } },
    });
    expect(await ids()).toEqual(['d', 'e']);
    expect(await getDevice(db.database, 'b')).toBeUndefined();
    expect((await getDevice(db.database, 'd'))?.device_id).toBe('d');
  });

  test('hides a device that was merged into one that exists, along chains', async () => {
    await insert({
      a: { metadata: { _merged_into: 'b' } },
      b: { metadata: { _merged_into: 'c' } },
      c: {},
    });
    expect(await ids()).toEqual(['c']);
    expect(await getDevice(db.database, 'a')).toBeUndefined();
  });

  test('shows a device whose merge points nowhere, at itself or in a circle', async () => {
    await insert({
      missing: { metadata: { _merged_into: 'never seen' } },
      blank: { metadata: { _merged_into: '' } },
      self: { metadata: { _merged_into: 'self' } },
      one: { metadata: { _merged_into: 'two' } },
      three: { metadata: { _merged_into: 'one' } },
      two: { metadata: { _merged_into: 'three' } },
      behind: { metadata: { _merged_into: 'one' } },
    });
    expect(await ids()).toEqual(['blank', 'missing', 'one', 'self', 'three', 'two']);
    expect((await getDevice(db.database, 'two'))?.device_id).toBe('two');
  });

  test('finds by part of id, address, host name or MAC, and takes pattern characters literally', async () => {
    await insert({
      'default:10.0.0.1': { ip: '10.0.0.1', hostname: 'Printer-1', mac: '00:1B:21:AA:BB:CC' },
      'default:10.0.0.2': { ip: '10.0.0.2', hostname: '100%_sure' },
      'default:10.0.0.3': { ip: '192.0.2.3', hostname: 'back\\slash' },
    });
    const found = async (search: string) => (await ids({ search })).map((id) => id.slice(-1));
    expect(await found('PRINTER')).toEqual(['1']);
    expect(await found('1b:21:aa')).toEqual(['1']);
    expect(await found('192.0.2')).toEqual(['3']);
    expect(await found('DEFAULT:10.0.0')).toEqual(['1', '2', '3']);
    expect(await found('%_')).toEqual(['2']);
    expect(await found('10_0')).toEqual([]);
    expect(await found('k\\s')).toEqual(['3']);
    expect(await found("' or 1=1 --")).toEqual([]);
    expect(await found('  ')).toEqual(['1', '2', '3']);
  });

  test('tells online from everything else', async () => {
    await insert({ up: { is_available: true }, down: { is_available: false }, unknown: {} });
    expect(await ids({ status: 'online' })).toEqual(['up']);
    expect(await ids({ status: 'offline' })).toEqual(['down', 'unknown']);
  });

  test('sorts both ways with absent values last, and by id where values are equal', async () => {
    const seen = (second: number) => ({ last_seen: `2026-03-10T12:00:0${second}Z` });
    await insert({ d: seen(1), a: seen(2), c: seen(1), b: {} });
    expect(await ids({ sort: 'last_seen', descending: true })).toEqual(['a', 'c', 'd', 'b']);
    expect(await ids({ sort: 'last_seen', descending: false })).toEqual(['c', 'd', 'a', 'b']);
  });

  test('counts all that match, whichever page is asked for', async () => {
    await insert(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id) => [id, {}])));
    await insert({ hidden: { metadata: { _deleted: 'true' } } });
    for (const [offset, page] of [
      [0, 'ab'],
      [2, 'cd'],
      [4, 'e'],
      [5, ''],
      [1e15, ''],
    ] as const) {
      const list = await listDevices(db.database, { ...ALL, limit: 2, offset });
      expect(list.devices.map((device) => device.device_id).join('')).toBe(page);
      expect(list.total).toBe(5);
    }
    expect((await listDevices(db.database, { ...ALL, search: 'zzz' })).total).toBe(0);
  });

  test('knows which devices have samples of any kind of the last six hours', async () => {
    const clock = manualClock('2026-03-10T12:00:00Z');
    const ago = (hours: number) => clock.now() - hours * 3_600_000_000;
    await store(db, clock, {
      dataset: 'memory_metrics',
      rows: [
        { device_id: 'b-memory', timestamp: ago(5.99) },
        { device_id: 'd-old', timestamp: ago(6) },
        { device_id: 'd-old', timestamp: ago(30) },
      ],
    });
    await store(db, clock, {
      dataset: 'process_metrics',
      rows: [{ device_id: 'c-process', pid: 1, timestamp: ago(0) }],
    });
    const asked = ['a-none', 'b-memory', 'c-process', 'd-old', 'e-none'];
    const found = await devicesWithSysmon(db.database, asked, clock.now());
    expect([...found].sort()).toEqual(['b-memory', 'c-process']);
    expect(await devicesWithSysmon(db.database, [], clock.now())).toEqual(new Set());
  });
});
