import { formatInstant, type Instant } from '../../../core/index.ts';
import { type Database, type Session, sql } from '../../../database/index.ts';
import type { IdOwner } from '../../identity/index.ts';
import type { ReportKey } from './reports.ts';

/** A reported id, who was reported under it first, and the device to which it leads. */
export interface IdRow extends IdOwner {
  readonly id: string;
  readonly deviceId: string;
}

interface Stored {
  old_id: string;
  device_id: string;
  since: Instant;
  partition: string;
  identity: string;
}

const idRow = ({ old_id: id, device_id: deviceId, ...owner }: Stored): IdRow => ({
  id,
  deviceId,
  ...owner,
});

/** Reads reported ids; one that nobody with a strong identity was reported under is absent. */
export async function readIds(
  database: Database,
  session: Session,
  ids: readonly string[],
): Promise<readonly IdRow[]> {
  if (ids.length === 0) return [];
  const rows = await session.query<Stored>(
    'inventory.read_ids',
    sql`select old_id, device_id, since, partition, identity
          from ${database.relation('device_redirects')} where old_id = any(${ids}::text[])`,
  );
  return rows.map(idRow);
}

/** Reads the ids that belong to reports. */
export async function readOwnedIds(
  database: Database,
  session: Session,
  owners: readonly ReportKey[],
): Promise<readonly IdRow[]> {
  if (owners.length === 0) return [];
  const rows = await session.query<Stored>(
    'inventory.read_owned_ids',
    sql`select held.old_id, held.device_id, held.since, held.partition, held.identity
          from unnest(${owners.map((one) => one.partition)}::text[],
                      ${owners.map((one) => one.identity)}::text[]) as wanted (partition, identity)
          join ${database.relation('device_redirects')} as held
            on held.identity = wanted.identity collate "C" and held.partition = wanted.partition collate "C"`,
  );
  return rows.map(idRow);
}

/** Stores to whom ids belong, and where they lead. */
export async function storeIds(
  database: Database,
  session: Session,
  rows: readonly IdRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await session.execute(
    'inventory.store_ids',
    sql`insert into ${database.relation('device_redirects')} (old_id, device_id, since, partition, identity)
        select * from unnest(${rows.map((one) => one.id)}::text[], ${rows.map((one) => one.deviceId)}::text[],
                             ${rows.map((one) => formatInstant(one.since))}::timestamptz[],
                             ${rows.map((one) => one.partition)}::text[],
                             ${rows.map((one) => one.identity)}::text[]) as given (id)
         order by id collate "C"
        on conflict (old_id) do update
           set device_id = excluded.device_id, since = excluded.since,
               partition = excluded.partition, identity = excluded.identity`,
  );
}
