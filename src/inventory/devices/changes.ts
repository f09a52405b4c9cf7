import { canonicalJson, formatInstant, type JsonValue } from '../../core/index.ts';
import { type Database, type Session, sql } from '../../database/index.ts';
import {
  type DeviceState,
  deviceTypeOf,
  FOLDED_FIELDS,
  type FoldedField,
  hiddenBy,
  type Origin,
} from '../fold/index.ts';

/** A device before and after a batch; before is undefined where it is new. */
export interface Transition {
  readonly deviceId: string;
  readonly before: DeviceState | undefined;
  readonly after: DeviceState;
}

interface Shown {
  readonly value: JsonValue;
  readonly origin: Origin | undefined;
}

/** The columns that people see change. Times of observation move with each, and are none of them. */
function shownFields(state: DeviceState): ReadonlyMap<string, Shown> {
  const { values, origins, available, metadata, sources, hides } = state;
  const { newest } = origins;
  const folded = FOLDED_FIELDS.map(
    (field: FoldedField) =>
      [field, { value: values[field] ?? null, origin: origins[field] }] as const,
  );
  const hidden = hiddenBy(state);
  const { type, by } = deviceTypeOf(state);
  const hide = hidden === null ? newest : hides[hidden];
  return new Map<string, Shown>([
    ...folded,
    ['is_available', { value: available, origin: newest }],
    ['metadata', { value: metadata, origin: newest }],
    ['device_type', { value: type, origin: by }],
    ['discovery_sources', { value: Object.keys(sources).sort(), origin: newest }],
    ['hidden_by', { value: hidden, origin: hide }],
  ]);
}

/** The column that tells of a device that is new: what it was at first, later changes and its row tell. */
const APPEARANCE = 'discovery_sources';

/**
 * Keeps what changed of devices, as a reader would see it. A repetition changes nothing. Of a device that is new
 * one row is kept, its first sources.
 */
export async function recordChanges(
  database: Database,
  session: Session,
  transitions: readonly Transition[],
): Promise<void> {
  const rows = transitions.flatMap(({ deviceId, before, after }) => {
    const earlier = before === undefined ? undefined : shownFields(before);
    return [...shownFields(after)].flatMap(([field, { value, origin }]) => {
      if (earlier === undefined && field !== APPEARANCE) return [];
      const was = earlier?.get(field)?.value ?? null;
      if (canonicalJson(was) === canonicalJson(value)) return [];
      return {
        device_id: deviceId,
        field,
        before: was,
        after: value,
        source: origin?.source ?? null,
        observed_at: origin === undefined ? null : formatInstant(origin.at),
      };
    });
  });
  if (rows.length === 0) return;
  await session.execute(
    'inventory.record_changes',
    sql`insert into ${database.relation('device_changes')}
               (changed_at, device_id, field, before, after, source, observed_at)
        select clock.now, device_id, field, nullif(before, 'null'), nullif(after, 'null'), source, observed_at
          from (select clock_timestamp() as now) as clock,
               jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given
               (device_id text, field text, before jsonb, after jsonb, source text,
                observed_at timestamptz)
         order by device_id, field`,
  );
}
