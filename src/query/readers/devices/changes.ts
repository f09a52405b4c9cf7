import type { Row } from '../../../catalogue/index.ts';
import { formatInstant, type Instant } from '../../../core/index.ts';
import { type Database, empty, sql } from '../../../database/index.ts';
import type { TimeRange } from '../time-range.ts';
import { fingerprint, readCursor, writeCursor } from './cursor.ts';
import type { DeviceRow } from './device.ts';
import { inPartitions, type Partitions } from './filter.ts';

export type ChangeRow = Omit<Row<'device_changes'>, 'created_at'>;

export interface ChangesRequest {
  readonly deviceIds: readonly string[];
  readonly range: TimeRange;
  readonly field: string | undefined;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface ChangePage {
  readonly changes: readonly ChangeRow[];
  /** Null on the last page. */
  readonly next: string | null;
}

const COLUMNS = sql`change.changed_at, change.device_id, change.field, change.before, change.after,
               change.source, change.observed_at`;

/** Visible changes of a device, the newest first. Throws REQUEST_INVALID for a foreign cursor. */
export async function readChanges(
  database: Database,
  { deviceIds, range, field, limit, cursor }: ChangesRequest,
): Promise<ChangePage> {
  const asked = { changes: [...deviceIds], field: field ?? null };
  const query = fingerprint(asked);
  const place = cursor === undefined ? undefined : readCursor(query, cursor, 'instant');
  const at = formatInstant(Number(place?.value ?? 0));
  const rows = await database.query<ChangeRow>(
    'query.device_changes',
    sql`select ${COLUMNS} from ${database.relation('device_changes')} as change
         where change.device_id = any(${deviceIds}::text[])
           and change.changed_at >= ${formatInstant(range.start)}::timestamptz
           and change.changed_at < ${formatInstant(range.end)}::timestamptz
               ${field === undefined ? empty : sql`and change.field = ${field}`}
               ${place === undefined ? empty : sql`and change.changed_at <= ${at}::timestamptz and (change.changed_at < ${at}::timestamptz or change.field || ' ' || change.device_id > ${place.id})`}
         order by change.changed_at desc, change.field || ' ' || change.device_id collate "C"
         limit ${limit + 1}`,
  );
  const changes = rows.slice(0, limit);
  const last = changes.at(-1);
  if (rows.length <= limit || last === undefined) return { changes, next: null };
  const id = `${last.field} ${last.device_id}`;
  return { changes, next: writeCursor(query, { value: last.changed_at, id }) };
}

/** Of each field the last change until an instant, which is included. */
export function readLastChanges(
  database: Database,
  deviceIds: readonly string[],
  at: Instant,
): Promise<ChangeRow[]> {
  return database.query<ChangeRow>(
    'query.device_last_changes',
    sql`select distinct on (change.field) ${COLUMNS}
          from ${database.relation('device_changes')} as change
         where change.device_id = any(${deviceIds}::text[])
           and change.changed_at <= ${formatInstant(at)}::timestamptz
         order by change.field, change.changed_at desc`,
  );
}

/** The record of an id as it is now, be it hidden; undefined where it has none, or none to be seen. */
export async function readRecord(
  database: Database,
  deviceId: string,
  partitions: Partitions,
): Promise<DeviceRow | undefined> {
  const [row] = await database.query<DeviceRow>(
    'query.device_record',
    sql`select device.device_id, device.partition, device.ip, device.hostname, device.mac,
               device.poller_id, device.agent_id, device.discovery_sources, device.is_available,
               device.metadata, device.device_type, device.hidden_by
          from ${database.relation('unified_devices')} as device
         where device.device_id = ${deviceId} ${inPartitions(sql`device.partition`, partitions)}`,
  );
  return row;
}

/** Of each field the first change after an instant: its `before` is what was believed then. */
export function readNextChanges(
  database: Database,
  deviceId: string,
  at: Instant,
): Promise<ChangeRow[]> {
  return database.query<ChangeRow>(
    'query.device_next_changes',
    sql`select distinct on (change.field) ${COLUMNS}
          from ${database.relation('device_changes')} as change
         where change.device_id = ${deviceId}
           and change.changed_at > ${formatInstant(at)}::timestamptz
         order by change.field, change.changed_at`,
  );
}
