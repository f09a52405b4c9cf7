import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceObservation } from '../../../src/catalogue/index.ts';
import { sql } from '../../../src/database/index.ts';
import { foldObservations } from '../../../src/inventory/index.ts';
import type { TestDatabase } from '../../support/database.ts';
import { anyObservation, observed } from '../observations.ts';
import { createInventoryDatabase, emptyInventory } from './stored.ts';

const DEVICE = 'default:192.0.2.1';
const AT = 1_800_000_000_000_000;

let db: TestDatabase;
beforeAll(async () => {
  db = await createInventoryDatabase('postgres');
});
afterAll(() => db?.drop());

const store = (observations: readonly DeviceObservation[]) =>
  db.database.transaction('test.fold', (session) =>
    foldObservations(db.database, session, observations),
  );
const empty = () => emptyInventory(db);
const claims = () =>
  db.database.query(
    'test.claims',
    sql`select partition, kind, value, reported_id, identity, device_id, first_claimed_at, last_claimed_at
          from radar.identity_claims order by 1, 2, 3, 4, 5`,
  );
const changes = () =>
  db.database.query(
    'test.changes',
    sql`select field, before, after, source, observed_at from radar.device_changes
         where device_id = ${DEVICE} order by changed_at, field`,
  );

test('claims are the same for every order, batching and repetition', async () => {
  const histories = fc.array(anyObservation, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(histories, async (all) => {
      await empty();
      await store(all);
      const together = await claims();
      await empty();
      for (const one of [...all].reverse()) await store([one, one]);
      expect(await claims()).toEqual(together);
    }),
    { numRuns: 25 },
  );
});

test('a late observation adds its claim, also where it changes nothing else', async () => {
  await empty();
  await store([observed({ mac: '02:00:00:00:00:02' }), observed({ observedAt: AT - 9 })]);
  await store([observed({ observedAt: AT - 5, mac: '02:00:00:00:00:01' })]);
  expect((await claims()).map((row) => (row as { value: string }).value)).toEqual([
    '02:00:00:00:00:01',
    '02:00:00:00:00:02',
  ]);
});

test('each visible change is kept with what it was before, and a repetition keeps none', async () => {
  await empty();
  const first = observed({ hostname: 'alpha', metadata: { os: 'a' } });
  const second = observed({ observedAt: AT + 1, source: 'snmp', hostname: 'beta' });
  await store([first]);
  const begun = await changes();
  expect(begun).toEqual([
    {
      field: 'discovery_sources',
      before: null,
      after: ['sysmon'],
      source: 'sysmon',
      observed_at: AT,
    },
  ]);
  await store([second]);
  await store([second, first]);
  expect((await changes()).slice(begun.length)).toEqual([
    {
      field: 'discovery_sources',
      before: ['sysmon'],
      after: ['snmp', 'sysmon'],
      source: 'snmp',
      observed_at: AT + 1,
    },
    { field: 'hostname', before: 'alpha', after: 'beta', source: 'snmp', observed_at: AT + 1 },
    { field: 'metadata', before: { os: 'a' }, after: {}, source: 'snmp', observed_at: AT + 1 },
  ]);
});

test('a device is hidden while it points to one that exists, and not in a cycle', async () => {
  await empty();
  const other = 'default:192.0.2.9';
  const hidden = async () =>
    (
      await db.database.query<{ hidden_by: string | null }>(
        'test.hidden',
        sql`select hidden_by from radar.unified_devices order by device_id collate "C"`,
      )
    ).map((row) => row.hidden_by);
  const into = (target: string) => ({ _merged_into: target });
  await store([observed(), observed({ observedAt: AT + 1, metadata: into(other) })]);
  expect(await hidden()).toEqual([null]);
  await store([observed({ deviceId: other, ip: '192.0.2.9' })]);
  expect(await hidden()).toEqual(['merge', null]);
  await store([observed({ deviceId: other, observedAt: AT + 1, metadata: into(DEVICE) })]);
  expect(await hidden()).toEqual([null, null]);
  await store([observed({ observedAt: AT + 2, metadata: { _deleted: 'true' } })]);
  expect(await hidden()).toEqual(['deletion', 'merge']);
});
