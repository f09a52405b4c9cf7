import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyReconcile, sql } from '../../../src/database/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import {
  createDeviceCounter,
  everyDevice,
  listDevices,
  readSearchTerm,
} from '../../../src/query/index.ts';
import { manualClock } from '../../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { insertDevices, type MadeDevice } from './inventory.ts';

const counter = createDeviceCounter(manualClock('2026-03-10T12:00:00Z'));

/** Every character of ASCII behind two letters, those that are none, and none at all. */
const BEHIND = [
  ...Array.from({ length: 0x7f }, (_, code) => String.fromCharCode(code)).slice(1),
  'é',
  '中',
  '\u212a',
  '😀',
  '',
];

/** Old devices: whoever looks through the ones that were seen last does not meet them. */
const OLD: { readonly [id: string]: MadeDevice } = Object.fromEntries([
  ...BEHIND.map((next, index) => [`name-${index}`, { hostname: `host q7${next}`, ip: '10.0.0.1' }]),
  ...BEHIND.map((next, index) => [`x-xQ8${next}-${index}`, {}]),
  ['mac', { mac: '0A:1B:D6:00:00:9F' }],
  ['ip', { ip: '2001:db8::e5' }],
  ['hidden', { hostname: 'q7', hidden_by: 'deletion' }],
  ['qatar', { hostname: 'q-7 7q' }],
]);

describe.each([true, false])(
  'a search for two letters, with an index of trigrams: %s',
  (indexed) => {
    let db: TestDatabase;
    beforeAll(async () => {
      db = await createTestDatabase('postgres');
      await insertDevices(db, OLD);
      await db.database.execute(
        'test.devices',
        sql`insert into radar.unified_devices
            (device_id, partition, hostname, last_seen, field_origins, source_details, metadata_by_source)
          select 'newer ' || translate(n::text, '0123456789', 'abcdefghij'), 'default', 'host', timestamptz '2026-03-10 00:00:00+00' + n * interval '1 second',
                 '{}', '{}', '{}'
            from generate_series(1, 5100) as n`,
      );
      if (!indexed) return;
      await db.database.script(
        'test.trigrams',
        'create extension if not exists pg_trgm schema public',
      );
      await applyReconcile(db.database, {
        desired: { retention: new Map(), intervalMs: 600_000 },
        actor: 'test',
        mayShorten: false,
        programVersion: 'test',
        log: silentLogger,
      });
    });
    afterAll(async () => db?.drop());

    test.each(['q7', 'Q7', 'q8', '9f', 'e5', 'd6', 'zq', '7%', '_7', 'qé', '-7', '8-'])(
      'finds each device that has them, whatever follows: %s',
      async (text) => {
        const list = await listDevices(
          db.database,
          {
            filter: { ...everyDevice(null), search: readSearchTerm(text) },
            order: 'fit',
            limit: 1_000,
            start: { offset: 0 },
          },
          counter,
        );
        const wanted = Object.entries(OLD)
          .filter(([id, { hostname, ip, mac, hidden_by }]) => {
            const texts = [id, hostname, ip, mac].filter((one) => one !== undefined);
            return (
              hidden_by === undefined &&
              texts.some((one) => one.toLowerCase().includes(text.toLowerCase()))
            );
          })
          .map(([id]) => id);
        expect(list.devices.map((one) => one.device_id).sort()).toEqual(wanted.sort());
      },
    );

    test('uses the index where there is one', async () => {
      const rows = await db.database.query<{ present: boolean }>(
        'test.index',
        sql`select to_regclass('radar.idx_unified_devices_search') is not null as present`,
      );
      expect(rows).toEqual([{ present: indexed }]);
    });
  },
);
