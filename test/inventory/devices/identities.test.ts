import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceObservation } from '../../../src/catalogue/index.ts';
import { systemClock } from '../../../src/core/index.ts';
import { sql } from '../../../src/database/index.ts';
import { annotateDevice, createInventory, type Inventory } from '../../../src/inventory/index.ts';
import { idsOf } from '../../../src/query/index.ts';
import type { TestDatabase } from '../../support/database.ts';
import { observed } from '../observations.ts';
import { createInventoryDatabase, emptyInventory, store } from './stored.ts';

const AT = 1_800_000_000_000_000;
const MAC = '02:00:00:00:00:01';

let db: TestDatabase;
let inventory: Inventory;
beforeAll(async () => {
  db = await createInventoryDatabase('postgres');
  const { database } = db;
  inventory = createInventory({ database, owner: database, clock: systemClock });
});
beforeEach(() => emptyInventory(db));
afterAll(() => db?.drop());

const see = (...seen: readonly Partial<DeviceObservation>[]) =>
  store(
    db.database,
    seen.map((one) => observed(one)),
  );
const devices = async () =>
  (
    await db.database.query<{ device_id: string }>(
      'test.devices',
      sql`select device_id from radar.unified_devices order by device_id collate "C"`,
    )
  ).map((row) => row.device_id);
const leadsTo = async (id: string) => {
  const [row] = await db.database.query<{ device_id: string }>(
    'test.redirect',
    sql`select device_id from radar.device_redirects where old_id = ${id}`,
  );
  return row?.device_id;
};
const audit = async () =>
  (
    await db.database.query<{ action: string; device_id: string; other_device_id: string }>(
      'test.audit',
      sql`select action, device_id, other_device_id from radar.device_merge_audit
           order by happened_at, action, device_id, other_device_id`,
    )
  ).map((row) => [row.action, row.device_id, row.other_device_id]);

const armis = (id: string) => ({ armis_device_id: id });
const at = (host: number, seconds = 0) => ({
  deviceId: `default:10.0.0.${host}`,
  ip: `10.0.0.${host}`,
  observedAt: AT + seconds * 1_000_000,
});

describe('one device', () => {
  test('that moved to another address keeps its id, and its new address leads to it', async () => {
    await see({ ...at(1), metadata: armis('7') });
    await see({ ...at(2, 5), metadata: armis('7') });
    expect(await devices()).toEqual(['default:10.0.0.1']);
    expect(await leadsTo('default:10.0.0.2')).toBe('default:10.0.0.1');
    expect([...(await idsOf(db.database, 'default:10.0.0.1'))].sort()).toEqual([
      'default:10.0.0.1',
      'default:10.0.0.2',
    ]);
  });

  test('that two others turn out to be is joined, with an audit row and the claim that they share', async () => {
    await see({ ...at(1), metadata: { integration_type: 'x', integration_id: '1' } });
    await see({ ...at(2, 1), mac: MAC });
    expect(await devices()).toEqual(['default:10.0.0.1', 'default:10.0.0.2']);
    await see({ ...at(1, 2), mac: MAC, metadata: { integration_type: 'x', integration_id: '1' } });
    expect(await devices()).toEqual(['default:10.0.0.1']);
    expect(await leadsTo('default:10.0.0.2')).toBe('default:10.0.0.1');
    expect(await audit()).toEqual([['join', 'default:10.0.0.1', 'default:10.0.0.2']]);
    const [row] = await db.database.query(
      'test.evidence',
      sql`select actor, evidence from radar.device_merge_audit`,
    );
    expect(row).toEqual({
      actor: 'radarstore',
      evidence: { identities: [`mac:${MAC}`], shared: [`mac:${MAC}`] },
    });
  });

  test('that was known by an address alone takes in what is learned of who it is', async () => {
    await see({ ...at(1), hostname: 'weak' });
    await see({ ...at(1, 1), metadata: armis('7') });
    expect(await devices()).toEqual(['default:10.0.0.1']);
    await see({ ...at(1, 2), hostname: 'later' });
    const [row] = await db.database.query<{ hostname: string }>(
      'test.hostname',
      sql`select hostname from radar.unified_devices`,
    );
    expect(row?.hostname).toBe('later');
  });

  test('is found by the Armis ids under test upstream: two addresses of one batch are one record', async () => {
    await see({ ...at(1), metadata: armis('7') }, { ...at(2), metadata: armis('7') });
    expect(await devices()).toEqual(['default:10.0.0.1']);
    expect(await leadsTo('default:10.0.0.2')).toBe('default:10.0.0.1');
  });
});

describe('several devices', () => {
  test('that swap their addresses stay what they are', async () => {
    await see({ ...at(1), metadata: armis('A') }, { ...at(2), metadata: armis('B') });
    await see({ ...at(2, 5), metadata: armis('A') }, { ...at(1, 5), metadata: armis('B') });
    const rows = await db.database.query(
      'test.addresses',
      sql`select device_id, ip, metadata->>'armis_device_id' as armis
            from radar.unified_devices order by device_id collate "C"`,
    );
    expect(rows).toEqual([
      { device_id: 'default:10.0.0.1', ip: '10.0.0.2', armis: 'A' },
      { device_id: 'default:10.0.0.2', ip: '10.0.0.1', armis: 'B' },
    ]);
    expect(await audit()).toEqual([]);
  });

  test('at a used address are told apart: the new one has an id of its own', async () => {
    await see({ ...at(1), metadata: armis('A') });
    await see({ ...at(1, 5), metadata: armis('B') });
    expect(await devices()).toEqual(['default:10.0.0.1', 'default:armis:B']);
    await see({ ...at(3, 9), deviceId: 'default:armis:B', hostname: 'by its id' });
    expect(await devices()).toEqual(['default:10.0.0.1', 'default:armis:B']);
  });

  test('with one MAC address in two partitions are two', async () => {
    await see(
      { ...at(1), mac: MAC },
      { deviceId: 'east:10.0.0.1', partition: 'east', ip: '10.0.0.1', mac: MAC },
    );
    expect(await devices()).toEqual(['default:10.0.0.1', 'east:10.0.0.1']);
  });

  test('nobody takes an id of another partition by an earlier claim of it', async () => {
    await see({ ...at(1, 9), metadata: armis('A') });
    await see({ ...at(1), partition: 'east', metadata: armis('A') });
    expect(await devices()).toEqual(['default:10.0.0.1', 'east:armis:A']);
    expect(await leadsTo('default:10.0.0.1')).toBe('default:10.0.0.1');
  });

  test('get other ids when an older observation shows who had one first, and notes go along', async () => {
    await see({ ...at(1, 5), metadata: armis('A') });
    await annotateDevice(db.database, {
      deviceId: 'default:10.0.0.1',
      tags: ['core'],
      notes: 'in rack 4',
      actor: 'ada',
      now: AT,
    });
    await see({ ...at(1), metadata: armis('B') });
    expect(await devices()).toEqual(['default:10.0.0.1', 'default:armis:A']);
    const notes = await db.database.query(
      'test.notes',
      sql`select device_id, tags, notes from radar.device_annotations`,
    );
    expect(notes).toEqual([{ device_id: 'default:armis:A', tags: ['core'], notes: 'in rack 4' }]);
    expect(await audit()).toEqual([['rename', 'default:armis:A', 'default:10.0.0.1']]);
  });
});

test('notes of two devices that are joined stand one under the other', async () => {
  await see({ ...at(1), metadata: { netbox_device_id: '1' } }, { ...at(2, 1), mac: MAC });
  for (const [host, tag] of [
    [1, 'one'],
    [2, 'two'],
  ] as const) {
    await annotateDevice(db.database, {
      deviceId: `default:10.0.0.${host}`,
      tags: [tag, 'both'],
      notes: `note ${tag}`,
      actor: 'ada',
      now: AT + host,
    });
  }
  await see({ ...at(1, 2), mac: MAC, metadata: { netbox_device_id: '1' } });
  const notes = await db.database.query(
    'test.notes',
    sql`select device_id, tags, notes from radar.device_annotations`,
  );
  expect(notes).toEqual([
    { device_id: 'default:10.0.0.1', tags: ['both', 'one', 'two'], notes: 'note one\nnote two' },
  ]);
});

describe('a person who knows better', () => {
  const joined = async () => {
    await see({ ...at(1), metadata: { netbox_device_id: '1' }, hostname: 'one' });
    await see({ ...at(2, 1), mac: MAC, hostname: 'two' });
    await see({ ...at(1, 2), mac: MAC, metadata: { netbox_device_id: '1' } });
    expect(await devices()).toEqual(['default:10.0.0.1']);
  };
  const mac = { kind: 'mac', value: MAC };
  const netbox = { kind: 'netbox', value: '1' };
  const request = {
    deviceId: 'default:10.0.0.1',
    partition: 'default',
    identity: mac,
    reason: 'a cloned virtual machine',
    actor: 'ada',
  };

  test('parts what was joined: both have again what was observed of them, for good', async () => {
    await joined();
    expect(await inventory.separate(request)).toEqual({
      identity: mac,
      from: netbox,
      devices: { identity: 'default:10.0.0.2', from: 'default:10.0.0.1' },
    });
    expect(await devices()).toEqual(['default:10.0.0.1', 'default:10.0.0.2']);
    await see({ ...at(1, 9), mac: MAC, metadata: { netbox_device_id: '1' } });
    expect(await devices()).toEqual(['default:10.0.0.1', 'default:10.0.0.2']);
    const names = await db.database.query(
      'test.names',
      sql`select hostname from radar.unified_devices order by device_id collate "C"`,
    );
    expect(names).toEqual([{ hostname: 'one' }, { hostname: 'two' }]);
    expect((await audit()).slice(-2)).toEqual([
      ['separate', 'default:10.0.0.1', null],
      ['split', 'default:10.0.0.1', 'default:10.0.0.2'],
    ]);
  });

  test('can take it back, and what was told decides again', async () => {
    await joined();
    await inventory.separate(request);
    await inventory.rejoin({ partition: 'default', identity: netbox, from: mac, actor: 'ada' });
    expect(await devices()).toEqual(['default:10.0.0.1']);
    await expect(
      inventory.rejoin({ partition: 'default', identity: netbox, from: mac, actor: 'ada' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is told what the device has when asking for what it has not', async () => {
    await joined();
    const other = { ...request, identity: { kind: 'armis', value: '7' } };
    await expect(inventory.separate(other)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: `It has netbox:1, mac:${MAC}.`,
    });
    await expect(inventory.separate({ ...request, identity: netbox })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('parts a report with an address alone from the device that holds the address', async () => {
    await see({ ...at(1), metadata: armis('A') }, { ...at(1, 1), hostname: 'stranger' });
    const id = { kind: 'id', value: 'default:10.0.0.1' };
    await inventory.separate({ ...request, identity: id });
    expect(await devices()).toEqual(['default:10.0.0.1', 'default:id:default:10.0.0.1']);
    await see({ ...at(1, 5), deviceId: 'default:id:default:10.0.0.1', hostname: 'known' });
    expect(await devices()).toEqual(['default:10.0.0.1', 'default:id:default:10.0.0.1']);
  });
});
