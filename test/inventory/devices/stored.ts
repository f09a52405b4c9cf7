import type { DeviceObservation } from '../../../src/catalogue/index.ts';
import { systemClock } from '../../../src/core/index.ts';
import { type Database, type EngineName, sql } from '../../../src/database/index.ts';
import { ensureAppended } from '../../../src/inventory/devices/index.ts';
import { readStates } from '../../../src/inventory/devices/stored/index.ts';
import { foldObservations, type ModelledDevice } from '../../../src/inventory/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

/** An empty database, ready for what the inventory appends now. */
export async function createInventoryDatabase(engine: EngineName): Promise<TestDatabase> {
  const db = await createTestDatabase(engine);
  await ensureAppended(db.database, systemClock);
  return db;
}

/** Removes every device, and what is known of it. */
export const emptyInventory = ({ database }: TestDatabase): Promise<void> =>
  database.script(
    'test.empty',
    `truncate radar.unified_devices, radar.device_reports, radar.identity_claims, radar.device_redirects,
              radar.device_changes, radar.device_merge_audit, radar.device_annotations,
              radar.identity_separations`,
  );

/** Folds observations in a transaction of their own. */
export function store(
  database: Database,
  observations: readonly DeviceObservation[],
  options: Parameters<typeof foldObservations>[3] = {},
): Promise<void> {
  return database.transaction('test.fold', (session) =>
    foldObservations(database, session, observations, options),
  );
}

/** The inventory as it is stored, of partitions that begin with `tag`, in the shape of the model. */
export async function readInventory(
  database: Database,
  tag: string,
): Promise<ReadonlyMap<string, ModelledDevice>> {
  const ids = await database.query<{ device_id: string }>(
    'test.ids',
    sql`select device_id from radar.unified_devices where starts_with(partition, ${tag})`,
  );
  const states = await readStates(
    database,
    database,
    ids.map((row) => row.device_id),
  );
  const redirects = await database.query<{ old_id: string; device_id: string }>(
    'test.redirects',
    sql`select old_id, device_id from radar.device_redirects
         where starts_with(partition, ${tag}) and old_id <> device_id order by old_id collate "C"`,
  );
  return new Map(
    [...states].map(([deviceId, state]) => [
      deviceId,
      {
        state,
        redirects: redirects.flatMap((row) => (row.device_id === deviceId ? [row.old_id] : [])),
      },
    ]),
  );
}

/** Claims and ids of partitions that begin with `tag`, without the tag. */
export async function readClaimsOf(database: Database, tag: string): Promise<readonly unknown[]> {
  const rows = await database.query<{ row: string }>(
    'test.claims',
    sql`select jsonb_build_array(partition, kind, value, reported_id, identity, device_id, first_claimed_at,
                                 last_claimed_at)::text as row
          from radar.identity_claims where starts_with(partition, ${tag})
         union all
        select jsonb_build_array(old_id, device_id, since, partition, identity)::text
          from radar.device_redirects where starts_with(partition, ${tag})`,
  );
  return rows.map(({ row }) => row.replaceAll(tag, '')).sort();
}
