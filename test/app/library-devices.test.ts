import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LibraryObservation, type LibraryStore, openStore } from '../../src/app/index.ts';
import { sql } from '../../src/database/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { expectRadarError } from '../support/expect-error.ts';

const NOW = Date.now() * 1_000;

describe('the inventory of a store in another program', () => {
  let db: TestDatabase;
  let store: LibraryStore;
  beforeAll(async () => {
    db = await createTestDatabase('postgres');
  });
  afterAll(async () => db?.drop());
  beforeEach(async () => {
    store = await openStore(db.url);
  });
  afterEach(async () => store?.close());

  const seen = (more: LibraryObservation): LibraryObservation => ({
    source: 'snmp',
    timestamp: NOW,
    ...more,
  });

  test('tells of a device as soon as it was observed, and knows what was said twice', async () => {
    const first = seen({ ip: '192.0.2.1', hostname: 'core-sw', mac: '00-1b-21-aa-bb-01' });
    const observations = [first, first, seen({ ip: '192.0.2.2', is_available: false })];
    expect(await store.observe(observations)).toEqual({
      accepted: 2,
      duplicates: 1,
      rejected: [],
    });
    expect(await store.observe([first])).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
    const found = await store.devices.get('default:192.0.2.1');
    expect(found).toMatchObject({
      device: { hostname: 'core-sw', mac: '00:1B:21:AA:BB:01', last_seen: NOW },
      redirectedFrom: null,
    });
    expect(await store.devices.get('default:192.0.2.99')).toBeUndefined();
  });

  test('refuses each observation that cannot be one alone, with its place and why', async () => {
    const outcome = await store.observe([
      seen({ hostname: 'nobody' }),
      seen({ ip: '192.0.2.3' }),
      { ...seen({ ip: '192.0.2.4' }), hostnane: 'typo' } as LibraryObservation,
      seen({ ip: '192.0.2.5', timestamp: Number.NaN }),
      seen({ ip: '192.0.2.6', timestamp: NOW - 400 * 86_400_000_000 }),
      seen({ ip: '192.0.2.7', hostname: undefined as never, mac: null }),
    ]);
    expect(outcome).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(outcome.rejected.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'missing_value'],
      [2, 'unknown_field'],
      [3, expect.any(String)],
      [4, 'too_old'],
    ]);
    expect(outcome.rejected[1]?.message).toContain('did you mean "hostname"?');
  });

  test('takes more observations than a transaction, each with its place', async () => {
    const many = Array.from({ length: 1_030 }, (_, n) =>
      seen({
        partition: 'many',
        ...(n === 1_020 ? {} : { ip: `10.1.${Math.floor(n / 250)}.${n % 250}` }),
      }),
    );
    const outcome = await store.observe(many);
    expect(outcome).toMatchObject({ accepted: 1_029, duplicates: 0 });
    expect(outcome.rejected.map(({ index }) => index)).toEqual([1_020]);
    const { total } = await store.devices.list({ partition: 'many' });
    expect(total).toBe(1_029);
  });

  test('lists and finds devices, page by page', async () => {
    await store.observe(
      Array.from({ length: 5 }, (_, n) =>
        seen({ ip: `198.51.100.${n}`, hostname: `lab-${n}`, partition: 'lab', source: 'sweep' }),
      ).map((one, n) => ({ ...one, mac: `02:00:00:00:00:0${n}`, is_available: n > 0 })),
    );
    const listed = async (filter: Parameters<LibraryStore['devices']['list']>[0]) =>
      (await store.devices.list(filter)).devices.map((device) => device.hostname);
    expect(await listed({ partition: 'lab', status: 'offline' })).toEqual(['lab-0']);
    expect(await listed({ search: '198.51.100.2/31', sort: { by: 'ip' } })).toEqual([
      'lab-2',
      'lab-3',
    ]);
    expect(await listed({ search: '0200.0000.0004' })).toEqual(['lab-4']);
    expect(await listed({ ip: ' 198.51.100.1 ' })).toEqual(['lab-1']);
    const sort = { by: 'hostname', descending: true } as const;
    const names: (string | null)[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.devices.list({
        partition: 'lab',
        sort,
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      names.push(...page.devices.map((device) => device.hostname));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(names).toEqual(['lab-4', 'lab-3', 'lab-2', 'lab-1', 'lab-0']);
    await expectRadarError(store.devices.list({ ip: '10.0.0.0/8' }), 'REQUEST_INVALID');
    await expectRadarError(store.devices.list({ limit: 0 }), 'REQUEST_INVALID');
  });

  test('leads from an id of old to the device that it became', async () => {
    const card = { mac: '02:00:00:00:01:01', hostname: 'roamer' };
    await store.observe([seen({ ip: '192.0.2.50', ...card })]);
    await store.observe([seen({ ip: '192.0.2.51', ...card, timestamp: NOW + 1 })]);
    expect(await store.devices.get('default:192.0.2.51')).toMatchObject({
      device: { device_id: 'default:192.0.2.50', ip: '192.0.2.51' },
      redirectedFrom: 'default:192.0.2.51',
    });
  });

  test('folds rows of device_updates that are written as rows too', async () => {
    const row = {
      observed_at: NOW,
      device_id: 'default:192.0.2.60',
      discovery_source: 'snmp',
      partition: 'default',
      agent_id: '',
      poller_id: '',
      ip: '192.0.2.60',
      hostname: 'row',
      row_key: Buffer.alloc(16),
    };
    expect(await store.write('device_updates', [row, row])).toMatchObject({
      accepted: 1,
      duplicates: 1,
    });
    expect((await store.devices.get('default:192.0.2.60'))?.device.hostname).toBe('row');
    const [stored] = await db.database.query<{ rows: number }>(
      'test.count',
      sql`select count(*) as rows from radar.device_updates where device_id = 'default:192.0.2.60'`,
    );
    expect(stored?.rows).toBe(1);
  });
});
