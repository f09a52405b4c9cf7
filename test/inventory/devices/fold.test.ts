import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DeviceObservation, Row } from '../../../src/catalogue/index.ts';
import { type Session, sql } from '../../../src/database/index.ts';
import { foldObservations } from '../../../src/inventory/index.ts';
import { getDevice } from '../../../src/query/index.ts';
import { describeEachEngine, type TestDatabase } from '../../support/database.ts';
import { observed } from '../observations.ts';
import { createInventoryDatabase, emptyInventory } from './stored.ts';

const DEVICE = 'default:192.0.2.1';

describeEachEngine('the fold in the database', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createInventoryDatabase(engine);
  });
  beforeEach(() => emptyInventory(db));
  afterAll(() => db.drop());

  const store = (observations: readonly DeviceObservation[]) =>
    db.database.transaction('test.fold', (session) =>
      foldObservations(db.database, session, observations),
    );
  const readRow = async (deviceId: string) => {
    const [row] = await db.database.query<Row<'unified_devices'>>(
      'test.read',
      sql`select * from radar.unified_devices where device_id = ${deviceId}`,
    );
    return row;
  };

  test('shows the device as columns', async () => {
    const at = Date.UTC(2027, 0, 1) * 1_000;
    await store([
      observed({
        observedAt: at,
        source: 'snmp',
        hostname: 'Küche "1"',
        mac: '02:00:00:00:00:01',
        metadata: { os: "it's\\ {quoted}", device_type: 'router' },
      }),
      observed({ observedAt: at + 1, source: 'sysmon', metadata: { os: 'x' }, available: null }),
    ]);
    expect(await readRow(DEVICE)).toMatchObject({
      ip: '192.0.2.1',
      hostname: 'Küche "1"',
      mac: '02:00:00:00:00:01',
      poller_id: 'poller-1',
      discovery_sources: ['snmp', 'sysmon'],
      is_available: null,
      first_seen: at,
      last_seen: at + 1,
      metadata: { os: 'x' },
      device_type: 'router',
      service_type: null,
    });
  });

  test('leaves the row alone when nothing new was said', async () => {
    const seen = observed({ hostname: 'alpha', metadata: { os: 'a' } });
    await store([seen]);
    const before = await readRow(DEVICE);
    await store([seen, seen]);
    await store([]);
    await store([observed({ source: 'sweep' })]);
    expect(await readRow(DEVICE)).toEqual(before);
  });

  test('hides deleted and merged devices from readers, and shows them again', async () => {
    const at = observed().observedAt;
    const survivor = observed({ deviceId: 'default:192.0.2.9', ip: '192.0.2.9' });
    await store([observed({ metadata: { os: 'a' } }), survivor]);
    const visible = async () =>
      (await getDevice(db.database, DEVICE, null))?.device.metadata ?? null;
    expect(await visible()).toEqual({ os: 'a' });
    await store([observed({ observedAt: at + 1, metadata: { _deleted: 'true' } })]);
    expect(await visible()).toBeNull();
    await store([observed({ observedAt: at + 2, metadata: { os: 'b' } })]);
    expect(await visible()).toEqual({ os: 'b' });
    await store([observed({ observedAt: at + 3, metadata: { _merged_into: survivor.deviceId } })]);
    expect(await visible()).toBeNull();
    const shown = await db.database.query(
      'test.shown',
      sql`select device_id from radar.unified_devices where hidden_by is null`,
    );
    expect(shown).toEqual([{ device_id: survivor.deviceId }]);
  });

  test('is not rolled forward when its transaction is rolled back', async () => {
    const failing = db.database.transaction('test.fold', async (session) => {
      await foldObservations(db.database, session, [observed()]);
      throw new Error('the rows could not be stored');
    });
    await expect(failing).rejects.toThrow('the rows could not be stored');
    expect(await readRow(DEVICE)).toBeUndefined();
  });

  test('of many devices at once, from many sides and in opposite order, does not deadlock', async () => {
    const devices = Array.from({ length: 300 }, (_, index) => `default:10.0.0.${index}`);
    const seen = (side: number) =>
      devices.map((deviceId) =>
        observed({ deviceId, observedAt: observed().observedAt + side, hostname: `by-${side}` }),
      );
    const rounds = Array.from({ length: 12 }, (_, side) =>
      side % 2 === 0 ? seen(side) : seen(side).reverse(),
    );
    await Promise.all(rounds.map(store));
    const rows = await db.database.query<{ hostname: string; count: number }>(
      'test.count',
      sql`select hostname, count(*) from radar.unified_devices group by 1`,
    );
    expect(rows).toEqual([{ hostname: 'by-11', count: devices.length }]);
  });

  test('of more devices than the server has locks for works, new ones and known ones', async () => {
    const at = observed().observedAt;
    const seen = (more: Partial<DeviceObservation>) =>
      Array.from({ length: 12_000 }, (_, index) =>
        observed({ deviceId: `default:device-${index}`, ...more }),
      );
    await store(seen({}));
    await store([...seen({ observedAt: at + 2, hostname: 'b' }), ...seen({ observedAt: at + 1 })]);
    const rows = await db.database.query(
      'test.count',
      sql`select hostname, last_seen, count(*) from radar.unified_devices group by 1, 2`,
    );
    expect(rows).toEqual([{ hostname: 'b', last_seen: at + 2, count: 12_000 }]);
  });

  test.each(['read_states', 'store_states'])(
    'of many known devices tells the fault of a statement in the middle, and keeps nothing: %s',
    async (failing) => {
      const seen = (hostname: string) =>
        Array.from({ length: 3_500 }, (_, index) =>
          observed({
            deviceId: `default:device-${index}`,
            observedAt: observed().observedAt + hostname.length,
            hostname,
          }),
        );
      await store(seen('a'));
      const failed = db.database.transaction('test.fold', (session) => {
        let left = 2;
        const fail = (name: string) => {
          if (name !== `inventory.${failing}` || --left > 0) return;
          throw new Error('the server went away');
        };
        const broken: Session = {
          ...session,
          query: async (name, statement) => {
            fail(name);
            return session.query(name, statement);
          },
          execute: async (name, statement) => {
            fail(name);
            return session.execute(name, statement);
          },
        };
        return foldObservations(db.database, broken, seen('bb'));
      });
      await expect(failed).rejects.toThrow('the server went away');
      const rows = await db.database.query(
        'test.names',
        sql`select distinct hostname from radar.unified_devices`,
      );
      expect(rows).toEqual([{ hostname: 'a' }]);
    },
  );
});
