import { type Database, type Session, sql } from '../../../database/index.ts';
import type { DeviceState } from '../../fold/index.ts';

/** A report as it is stored. */
export interface ReportRow {
  readonly partition: string;
  readonly identity: string;
  readonly device_id: string;
  /** Null where the device has no other report: its own row holds the state then. */
  readonly state: DeviceState | null;
}

export type ReportKey = Pick<ReportRow, 'partition' | 'identity'>;

/** Reads reports by identity and partition; one that is not stored is absent. */
export async function readReports(
  database: Database,
  session: Session,
  keys: readonly ReportKey[],
): Promise<readonly ReportRow[]> {
  if (keys.length === 0) return [];
  return session.query<ReportRow>(
    'inventory.read_reports',
    sql`select held.partition, held.identity, held.device_id, held.state
          from unnest(${keys.map((one) => one.identity)}::text[], ${keys.map((one) => one.partition)}::text[])
               as wanted (identity, partition)
          join ${database.relation('device_reports')} as held
            on held.identity = wanted.identity collate "C" and held.partition = wanted.partition collate "C"`,
  );
}

/** The same in whatever partition. */
export async function readReportsOf(
  database: Database,
  session: Session,
  identities: readonly string[],
): Promise<readonly ReportRow[]> {
  if (identities.length === 0) return [];
  return session.query<ReportRow>(
    'inventory.read_reports_of',
    sql`select partition, identity, device_id, state from ${database.relation('device_reports')}
         where identity = any(${identities}::text[])`,
  );
}

/** All reports of devices. */
export async function readReportsWith(
  database: Database,
  session: Session,
  deviceIds: readonly string[],
): Promise<readonly ReportRow[]> {
  if (deviceIds.length === 0) return [];
  return session.query<ReportRow>(
    'inventory.read_reports_with',
    sql`select partition, identity, device_id, state from ${database.relation('device_reports')}
         where device_id = any(${deviceIds}::text[])`,
  );
}

/** Stores reports as they are. */
export async function storeReports(
  database: Database,
  session: Session,
  reports: readonly ReportRow[],
): Promise<void> {
  if (reports.length === 0) return;
  await session.execute(
    'inventory.store_reports',
    sql`insert into ${database.relation('device_reports')} (partition, identity, device_id, state)
        select partition, identity, device_id, state::jsonb
          from unnest(${reports.map((one) => one.partition)}::text[],
                      ${reports.map((one) => one.identity)}::text[],
                      ${reports.map((one) => one.device_id)}::text[],
                      ${reports.map(({ state }) => (state === null ? null : JSON.stringify(state)))}::text[])
               as given (partition, identity, device_id, state)
         order by identity collate "C", partition collate "C"
        on conflict (identity, partition) do update
           set device_id = excluded.device_id, state = excluded.state`,
  );
}
