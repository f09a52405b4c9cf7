import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import { pruneDevices } from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { manualClock } from '../../support/clock.ts';
import type { TestDatabase } from '../../support/database.ts';
import { observed } from '../observations.ts';
import { createInventoryDatabase, store } from './stored.ts';

const AT = 1_800_000_000_000_000;
const DAY = 86_400_000;

let db: TestDatabase;
beforeAll(async () => {
  db = await createInventoryDatabase('postgres');
});
afterAll(() => db?.drop());

const prune = (keepMs: number | null, days: number) =>
  pruneDevices({ keepMs }).run({
    database: db.database,
    clock: manualClock(AT + days * DAY * 1_000),
    log: silentLogger,
    guard: undefined,
    stop: new AbortController().signal,
  });
const devices = async () =>
  (
    await db.database.query<{ device_id: string }>(
      'test.devices',
      sql`select device_id from radar.unified_devices order by device_id collate "C"`,
    )
  ).map((row) => row.device_id);

test('devices that only an address tells apart go when they were not seen for long, and no others', async () => {
  const device = (host: number) => ({ deviceId: `default:10.0.0.${host}`, ip: `10.0.0.${host}` });
  await store(db.database, [
    observed(device(1)),
    observed({ ...device(2), mac: '02:00:00:00:00:02' }),
    observed({ ...device(3), metadata: { integration_type: 'x', integration_id: '3' } }),
    observed({ ...device(4), observedAt: AT + 9 * DAY * 1_000 }),
    observed({ deviceId: 'serviceradar:agent:a', partition: 'serviceradar', ip: null }),
  ]);
  expect(await prune(null, 1_000)).toMatchObject({ rows: 0, complete: true });
  expect(await prune(10 * DAY, 9)).toMatchObject({ rows: 0 });
  expect(await prune(10 * DAY, 11)).toMatchObject({ rows: 1, detail: { pruned: 1 } });
  expect(await devices()).toEqual([
    'default:10.0.0.2',
    'default:10.0.0.3',
    'default:10.0.0.4',
    'serviceradar:agent:a',
  ]);
  const audit = await db.database.query(
    'test.audit',
    sql`select action, device_id, actor from radar.device_merge_audit`,
  );
  expect(audit).toEqual([{ action: 'prune', device_id: 'default:10.0.0.1', actor: 'radarstore' }]);
  await store(db.database, [observed({ ...device(1), observedAt: AT + 12 * DAY * 1_000 })]);
  expect(await devices()).toContain('default:10.0.0.1');
});
