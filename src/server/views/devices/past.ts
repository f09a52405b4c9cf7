import type { DeviceAsOf, DeviceChange } from '../../../contract/index.ts';
import { formatInstant, type Instant, type JsonValue } from '../../../core/index.ts';
import type { ChangeRow, DeviceRow } from '../../../query/index.ts';
import { instantText, objectOf } from '../value.ts';

/** A visible change. */
export function deviceChange(row: ChangeRow): DeviceChange {
  return {
    changed_at: formatInstant(row.changed_at),
    field: row.field,
    before: row.before,
    after: row.after,
    source: row.source,
    observed_at: instantText(row.observed_at),
  };
}

/** Columns of which each change is kept. */
const KEPT = [
  'ip',
  'hostname',
  'mac',
  'poller_id',
  'agent_id',
  'is_available',
  'device_type',
  'discovery_sources',
] as const;

const USUAL_TYPE = 'network_device';

/**
 * What the inventory believed at an instant: what it believes now, with the changes since undone. A
 * device is known from its first source on.
 */
export function deviceAsOf(
  row: DeviceRow,
  { at, since }: { readonly at: Instant; readonly since: readonly ChangeRow[] },
): DeviceAsOf {
  const undone = new Map(since.map((change) => [change.field, change.before]));
  const believed = (field: string, now: JsonValue): JsonValue =>
    undone.has(field) ? (undone.get(field) ?? null) : now;
  const fields: { [name: string]: JsonValue } = { partition: row.partition };
  for (const field of KEPT) fields[field] = believed(field, row[field] as JsonValue);
  fields.device_type ??= USUAL_TYPE;
  fields.metadata = believed('metadata', withoutFlags(row.metadata));
  const known = fields.discovery_sources !== null;
  const hidden = believed('hidden_by', row.hidden_by);
  return {
    device_id: row.device_id,
    at: formatInstant(at),
    known,
    hidden_by: typeof hidden === 'string' ? hidden : null,
    fields: known ? fields : {},
  };
}

/** The flags that hide a device stand among its metadata, and are told apart. */
function withoutFlags(metadata: JsonValue): JsonValue {
  const { _deleted, _merged_into, ...others } = objectOf(metadata) ?? {};
  return others;
}
