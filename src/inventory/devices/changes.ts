import { formatInstant, type JsonValue } from '../../core/index.ts';
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

/** A column that people see change: its value, and where that came from. */
interface Shown {
  readonly value: (state: DeviceState) => JsonValue;
  readonly origin: (state: DeviceState) => Origin | undefined;
}

const newestOf = ({ origins }: DeviceState): Origin | undefined => origins.newest;

const folded = (field: FoldedField): Shown => ({
  value: ({ values }) => values[field] ?? null,
  origin: ({ origins }) => origins[field],
});

/** Times of observation move with each, and are none of them. */
const SHOWN: { readonly [field: string]: Shown } = {
  ...Object.fromEntries(FOLDED_FIELDS.map((field) => [field, folded(field)])),
  is_available: { value: ({ available }) => available, origin: newestOf },
  metadata: { value: ({ metadata }) => metadata, origin: newestOf },
  device_type: {
    value: (state) => deviceTypeOf(state).type,
    origin: (state) => deviceTypeOf(state).by,
  },
  discovery_sources: { value: ({ sources }) => Object.keys(sources).sort(), origin: newestOf },
  hidden_by: {
    value: hiddenBy,
    origin: (state) => {
      const hidden = hiddenBy(state);
      return hidden === null ? newestOf(state) : state.hides[hidden];
    },
  },
};

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
  const rows = transitions.flatMap(changesOf);
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

function changesOf({ deviceId, before, after }: Transition) {
  return Object.entries(SHOWN).flatMap(([field, shown]) => {
    if (before === undefined && field !== APPEARANCE) return [];
    const was = before === undefined ? null : shown.value(before);
    const value = shown.value(after);
    if (isEqual(was, value)) return [];
    const origin = shown.origin(after);
    return {
      device_id: deviceId,
      field,
      before: was,
      after: value,
      source: origin?.source ?? null,
      observed_at: origin === undefined ? null : formatInstant(origin.at),
    };
  });
}

function isEqual(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  // Shown are texts, lists of texts and maps of texts.
  const [one, other] = [Object.entries(a), new Map(Object.entries(b))];
  return one.length === other.size && one.every(([key, value]) => other.get(key) === value);
}
