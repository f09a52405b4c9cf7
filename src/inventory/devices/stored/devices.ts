import { setImmediate } from 'node:timers/promises';
import { formatInstant, type Instant } from '../../../core/index.ts';
import { type Database, type Session, sql } from '../../../database/index.ts';
import {
  DELETED,
  type DeviceState,
  deviceTypeOf,
  FOLDED_FIELDS,
  type FoldedField,
  type Hides,
  hiddenBy,
  MERGED_INTO,
  type TypeGuess,
} from '../../fold/index.ts';

/** A row of `unified_devices` as far as it holds the state of the fold. */
interface StateRow {
  device_id: string;
  ip: string | null;
  hostname: string | null;
  mac: string | null;
  poller_id: string | null;
  agent_id: string | null;
  is_available: boolean | null;
  metadata: { [key: string]: string } | null;
  first_seen: Instant | null;
  last_seen: Instant | null;
  field_origins: DeviceState['origins'] & Hides & { readonly guess?: TypeGuess };
  source_details: DeviceState['sources'];
  metadata_by_source: DeviceState['maps'];
  partition: string;
}

/** Reads the states of devices; one that is not stored is absent. */
export async function readStates(
  database: Database,
  session: Session,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, DeviceState>> {
  const rows = await session.query<StateRow>(
    'inventory.read_states',
    sql`select device_id, ip, hostname, mac, poller_id, agent_id, is_available, metadata, first_seen,
               last_seen, field_origins, source_details, metadata_by_source, partition
          from ${database.relation('unified_devices')} where device_id = any(${deviceIds}::text[])`,
  );
  return new Map(rows.map((row) => [row.device_id, stateOf(row)]));
}

function stateOf(row: StateRow): DeviceState {
  const values: { [F in FoldedField]?: string } = {};
  for (const field of FOLDED_FIELDS) {
    const value = row[field];
    if (value !== null) values[field] = value;
  }
  const { deletion, merge, guess, ...origins } = row.field_origins;
  const { [DELETED]: _deleted, [MERGED_INTO]: _target, ...metadata } = row.metadata ?? {};
  return {
    values,
    origins,
    available: row.is_available,
    metadata,
    sources: row.source_details,
    maps: row.metadata_by_source,
    partition: row.partition,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    hides: {
      ...(deletion === undefined ? {} : { deletion }),
      ...(merge === undefined ? {} : { merge }),
    },
    ...(guess === undefined ? {} : { guess }),
  };
}

interface KeptState {
  readonly deviceId: string;
  readonly after: DeviceState;
}

/** Rows of one statement: the server reads them without files of its own, and works while we write the next. */
export const STATES_AT_ONCE = 1_000;

/** Stores the states of devices, each in its one row. */
export async function storeStates(
  database: Database,
  session: Session,
  states: readonly KeptState[],
): Promise<void> {
  let rows = rowsFrom(states, 0);
  for (let from = STATES_AT_ONCE; rows !== undefined; from += STATES_AT_ONCE) {
    [rows] = await Promise.all([
      // A turn later: else our work would keep the statement from leaving.
      setImmediate().then(() => rowsFrom(states, from)),
      storeRows(database, session, rows),
    ]);
  }
}

/** As JSON; undefined after the last. */
function rowsFrom(states: readonly KeptState[], from: number): string | undefined {
  const some = states.slice(from, from + STATES_AT_ONCE);
  return some.length === 0 ? undefined : JSON.stringify(some.map(stateRow));
}

function storeRows(database: Database, session: Session, rows: string): Promise<number> {
  return session.execute(
    'inventory.store_states',
    sql`insert into ${database.relation('unified_devices')} as device
               (device_id, ip, hostname, mac, poller_id, agent_id, discovery_sources, is_available,
                first_seen, last_seen, metadata, device_type, field_origins, source_details,
                metadata_by_source, partition, hidden_by)
        select device_id, ip, hostname, mac, poller_id, agent_id, discovery_sources, is_available,
               first_seen, last_seen, metadata, device_type, field_origins, source_details,
               metadata_by_source, partition, hidden_by
          from jsonb_to_recordset(${rows}::jsonb) as given
               (device_id text, ip text, hostname text, mac text, poller_id text, agent_id text,
                discovery_sources text[], is_available boolean, first_seen timestamptz,
                last_seen timestamptz, metadata jsonb, device_type text, field_origins jsonb,
                source_details jsonb, metadata_by_source jsonb, partition text, hidden_by text)
        on conflict (device_id) do update
           set ip = excluded.ip, hostname = excluded.hostname, mac = excluded.mac,
               poller_id = excluded.poller_id, agent_id = excluded.agent_id,
               discovery_sources = excluded.discovery_sources,
               is_available = excluded.is_available, first_seen = excluded.first_seen,
               last_seen = excluded.last_seen, metadata = excluded.metadata,
               device_type = excluded.device_type, field_origins = excluded.field_origins,
               source_details = excluded.source_details,
               metadata_by_source = excluded.metadata_by_source,
               partition = excluded.partition, hidden_by = excluded.hidden_by, updated_at = now()`,
  );
}

/** Removes devices that became part of others. */
export async function removeDevices(
  database: Database,
  session: Session,
  deviceIds: readonly string[],
): Promise<void> {
  if (deviceIds.length === 0) return;
  await session.execute(
    'inventory.remove_devices',
    sql`delete from ${database.relation('unified_devices')} where device_id = any(${deviceIds}::text[])`,
  );
}

function stateRow({ deviceId, after: state }: KeptState) {
  const { values, firstSeen, lastSeen } = state;
  return {
    device_id: deviceId,
    ...values,
    discovery_sources: Object.keys(state.sources).sort(),
    is_available: state.available,
    first_seen: firstSeen === null ? null : formatInstant(firstSeen),
    last_seen: lastSeen === null ? null : formatInstant(lastSeen),
    metadata: shownMetadata(state),
    device_type: deviceTypeOf(state).type,
    // What is undefined is no member of JSON.
    field_origins: { ...state.origins, ...state.hides, guess: state.guess },
    source_details: state.sources,
    metadata_by_source: state.maps,
    partition: state.partition,
    // Whether a merge hides it depends on other devices, so that is found out afterwards.
    hidden_by: hiddenBy(state) === 'deletion' ? 'deletion' : null,
  };
}

/** The metadata with the flag that hides the device now, by which readers leave it out (UD-26). */
function shownMetadata(state: DeviceState): DeviceState['metadata'] {
  switch (hiddenBy(state)) {
    case 'deletion':
      return { ...state.metadata, [DELETED]: 'true' };
    case 'merge':
      return { ...state.metadata, [MERGED_INTO]: state.hides.merge?.into ?? '' };
    case null:
      return state.metadata;
  }
}
