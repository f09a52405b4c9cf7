import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import {
  createDeviceCounter,
  type DeviceListRequest,
  everyDevice,
  listDevices,
  readSearchTerm,
} from '../../../src/query/index.ts';
import { manualClock } from '../../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { insertDevices } from './inventory.ts';

const counter = createDeviceCounter(manualClock('2026-03-10T12:00:00Z'));

async function found(
  db: TestDatabase,
  text: string,
  order: DeviceListRequest['order'] = { sort: 'device_id', descending: false },
) {
  const list = await listDevices(
    db.database,
    {
      filter: { ...everyDevice(null), search: readSearchTerm(text) },
      order,
      limit: 2_000,
      start: { offset: 0 },
    },
    counter,
  );
  return list.devices.map((device) => device.device_id);
}

describe('a search for devices', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase('postgres');
    await insertDevices(db, {
      'default:10.0.0.1': { ip: '10.0.0.1', hostname: 'Printer-1', mac: '00:1B:21:AA:BB:CC' },
      'default:10.0.0.2': { ip: '10.0.0.2', hostname: '100%_sure' },
      'default:10.0.0.3': { ip: '192.0.2.3', hostname: 'back\\slash' },
      'default:10.0.0.4': { ip: '10.0.1.44', hostname: 'edge', last_seen: '2026-03-10T10:00:00Z' },
      'default:10.0.0.5': {
        ip: '10.16.0.5',
        hostname: 'edge-2',
        last_seen: '2026-03-10T11:00:00Z',
      },
      'default:10.0.0.6': { ip: '2001:db8::6', hostname: 'the edge' },
      'default:10.0.0.7': { ip: '2001:db9::7' },
      'default:10.0.0.8': { ip: 'no address at all', hidden_by: 'deletion', hostname: 'edge' },
      'default:10.0.0.9': { ip: '999.1.2.3' },
    });
    await db.database.script(
      'test.identities',
      `insert into radar.device_redirects (old_id, device_id, since, partition, identity)
       values ('former:name', 'default:10.0.0.2', now(), 'default', 'id:former:name');
       insert into radar.identity_claims (partition, kind, value, reported_id, identity, device_id, first_claimed_at, last_claimed_at)
       values ('default', 'mac', '0A:0B:0C:0D:0E:0F', 'x', 'mac:0A:0B:0C:0D:0E:0F', 'default:10.0.0.3', now(), now())`,
    );
  });
  afterAll(async () => db?.drop());

  const last = async (text: string) => (await found(db, text)).map((id) => id.slice(-1)).join('');

  test.each([
    ['PRINTER', '1'],
    ['1b:21:aa', '1'],
    ['192.0.2', '3'],
    ['DEFAULT:10.0.0.2', '2'],
    ['%_', '2'],
    ['10_0', ''],
    ['k\\s', '3'],
    ["' or 1=1 --", ''],
    ['  edge ', '456'],
    ['zz', ''],
    ['g', '456'],
  ])(
    'for part of id, address, host name or MAC takes every character literally: %s',
    async (text, ids) => {
      expect(await last(text)).toBe(ids);
    },
  );

  test.each([
    '00:1b:21:aa:bb:cc',
    '00-1B-21-AA-BB-CC',
    '001b.21aa.bbcc',
    '001B21AABBCC',
    '001b21aa',
    '00-1b-21',
  ])('finds a MAC, or the beginning of one, in any spelling: %s', async (text) => {
    expect(await last(text)).toBe('1');
  });

  test('finds a device by another of its MACs, and by an id that became part of it', async () => {
    expect(await last('0a0b.0c0d.0e0f')).toBe('3');
    expect(await last('former:name')).toBe('2');
  });

  test('finds an address of IPv6 in any spelling', async () => {
    expect(await last('2001:0DB8:0:0:0:0:0:6')).toBe('6');
  });

  test.each([
    ['10.0.0.0/8', '1245'],
    ['10.0.0.0/16', '124'],
    ['10.0.0.0/23', '124'],
    ['10.0.1.0/25', '4'],
    ['10.0.1.44/32', '4'],
    ['10.16.0.0/12', '5'],
    ['0.0.0.0/0', '12345'],
    ['2001:db8::/32', '6'],
    ['2001:db8::/29', '67'],
    ['::/0', '67'],
    ['2001:db8::6/128', '6'],
  ])('finds every address of a network, and nothing that is none: %s', async (network, ids) => {
    expect(await last(network)).toBe(ids);
  });

  test('takes what only looks like a network for text', async () => {
    expect(await last('10.0.0.0/33')).toBe('');
    expect(await last('edge/8')).toBe('');
  });

  test('puts what is the text before what begins with it, and that before what contains it', async () => {
    const ranked = await found(db, 'edge', 'fit');
    expect(ranked.map((id) => id.slice(-1)).join('')).toBe('456');
    expect((await found(db, 'default:10.0.0.3', 'fit'))[0]).toBe('default:10.0.0.3');
    expect((await found(db, '10.0.0.1', 'fit'))[0]).toBe('default:10.0.0.1');
  });

  test('of equal fits puts the one that was seen last first, then goes by id', async () => {
    await insertDevices(db, {
      'twin-b': { last_seen: '2026-03-10T10:00:00Z' },
      'twin-a': { last_seen: '2026-03-10T10:00:00Z' },
      'twin-c': { last_seen: '2026-03-10T11:00:00Z' },
      'twin-d': {},
    });
    expect(await found(db, 'twin', 'fit')).toEqual(['twin-c', 'twin-a', 'twin-b', 'twin-d']);
  });
});

describe('a search for what very many devices have', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase('postgres');
    await db.database.execute(
      'test.devices',
      sql`insert into radar.unified_devices
            (device_id, partition, ip, hostname, last_seen, field_origins, source_details, metadata_by_source)
          select 'common-' || n, 'default', '10.0.' || n / 250 || '.' || n % 250, 'host-' || lpad(n::text, 5, '0'),
                 timestamptz '2026-03-10 00:00:00+00' - n * interval '1 second', '{}', '{}', '{}'
            from generate_series(1, 6000) as n`,
    );
    await insertDevices(db, { common: {} });
  });
  afterAll(async () => db?.drop());
  const list = (more: Partial<DeviceListRequest> = {}) =>
    listDevices(
      db.database,
      {
        filter: { ...everyDevice(null), search: readSearchTerm('common') },
        order: 'fit',
        limit: 3,
        start: { offset: 0 },
        ...more,
      },
      counter,
    );

  test('says that there are at least so many, and tells what it is and the ones seen last first', async () => {
    const told = await list();
    expect(told).toMatchObject({ total: 1_000, relation: 'at-least' });
    expect(told.devices.map((one) => one.device_id)).toEqual(['common', 'common-1', 'common-2']);
  });

  test('in another order goes through all of them', async () => {
    const seen = new Set<string>();
    let start: DeviceListRequest['start'] = { offset: 0 };
    for (;;) {
      const page = await list({
        order: { sort: 'hostname', descending: true },
        limit: 2_500,
        start,
      });
      for (const one of page.devices) seen.add(one.device_id);
      if (page.next === null) break;
      start = { cursor: page.next };
    }
    expect(seen.size).toBe(6_001);
  });
});
